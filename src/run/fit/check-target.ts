/** Refuses a target that cannot be fitted, before anything is computed. */
import { ScenarioError } from '../../errors.ts';
import type { Interval } from '../../learning/rncrn/model.ts';
import type { Expectation } from '../../learning/rncrn/verify/expectation.ts';
import { piecesOf, type TargetOptions, type TargetPiece } from './target.ts';

const keys = [
  ...['name', 'perceptrons', 'region', 'lambda', 'learn', 'time', 'expect'],
  ...['train', 'mu', 'calibrate', 'classifier', 'show'],
];
const trainKeys = [
  ...['seed', 'starts', 'until', 'iterations', 'optimiser', 'rate'],
  ...['loss', 'betaPenalty', 'firstBeta', 'lag'],
];
const curveKeys = ['kind', 'pull', 'growth', 'speed', 'spacing', 'layers', 'curveShare', 'overlap'];
const pieceKeys = {
  field: ['field', 'region', 'points', 'lambda', 'lambdaPoints', 'code', 'weight'],
  curve: ['curve', 'every', 'code', 'weight', ...curveKeys],
  confine: ['confine', 'speed', 'weight', 'points'],
} as const;
const expectKinds = ['equilibrium', 'count', 'rest', 'cycle', 'rhythm', 'wandering', 'leaving', 'changes'];

/** @throws ScenarioError */
export function checkTarget(target: TargetOptions): void {
  const where = typeof target.name === 'string' && target.name ? `target "${target.name}"` : 'target';
  known(target, keys, where, 'a target');
  if (!/^[\w-]+$/.test(target.name ?? ''))
    fail(
      where,
      `\`name\` is ${said(target.name)}`,
      'Give letters, digits, - and _: files are named after it.',
    );
  positive(where, 'perceptrons', target.perceptrons, true);
  positive(where, 'time', target.time);
  intervals(where, 'region', target.region);
  if (target.region.length === 0) fail(where, '`region` is empty', 'Give [low, high] of each species.');
  if (target.lambda) intervals(where, 'lambda', target.lambda);
  const pieces = piecesOf(target);
  if (pieces.length === 0) fail(where, '`learn` is empty', 'Give a field or a curve.');
  pieces.forEach((piece, i) =>
    checkPiece(piece, pieces.length > 1 ? `${where}, learn[${i}]` : where, target),
  );
  if (!Array.isArray(target.expect))
    fail(where, '`expect` is missing', 'Say what the network must do: a small loss is no proof of it.');
  target.expect.forEach((one, i) => checkExpectation(one, `${where}, expect[${i}]`, target));
  if (target.train) checkTraining(target.train, `${where}, train`);
  if (typeof target.mu === 'number') positive(where, 'mu', target.mu);
  else if (target.mu) positive(where, 'mu.tolerance', target.mu.tolerance);
  if (target.classifier) checkClassifier(target, where);
  target.show?.forEach(({ x, lambda = [] }, i) => {
    vector(`${where}, show[${i}]`, 'x', x, target.region.length);
    vector(`${where}, show[${i}]`, 'lambda', lambda, target.lambda?.length ?? 0);
  });
}

function checkPiece(piece: TargetPiece, where: string, target: TargetOptions): void {
  const sort = (['field', 'curve', 'confine'] as const).find((key) => key in piece);
  if (!sort) fail(where, 'a piece has no `field`, `curve` or `confine`', 'Give one of them.');
  known(piece, pieceKeys[sort!], where, 'such a piece');
  const [n, l] = [target.region.length, target.lambda?.length ?? 0];
  if (piece.weight !== undefined) positive(where, 'weight', piece.weight);
  if ('confine' in piece) {
    const { from, to, steps } = piece.confine;
    vector(where, 'confine.from', from, l);
    vector(where, 'confine.to', to, l);
    positive(where, 'confine.steps', steps, true);
    positive(where, 'speed', piece.speed);
    return;
  }
  if (piece.code) vector(where, 'code', piece.code, l);
  if (l > 0 && !piece.code && !('field' in piece))
    fail(where, 'a drawn curve has no `code`', 'Give the parameters that stand for it.');
  if (!('field' in piece)) return;
  if (piece.region) intervals(where, 'region', piece.region, n);
  if (piece.lambda) intervals(where, 'lambda', piece.lambda, l);
  if (typeof piece.field !== 'function')
    fail(where, `\`field\` is ${said(piece.field)}`, 'Give a function of { x, lambda }.');
  for (const key of ['points', 'lambdaPoints'] as const)
    if (piece[key] !== undefined) positive(where, key, piece[key]!, true);
}

function checkExpectation(one: Expectation, where: string, { region, lambda = [] }: TargetOptions): void {
  if (!expectKinds.includes(one?.kind))
    fail(where, `\`kind\` is ${said(one?.kind)}`, `There are: ${expectKinds.join(', ')}.`);
  const n = region.length;
  if ('at' in one && one.at) vector(where, 'at', one.at, n);
  if ('from' in one && one.from) one.from.forEach((start, i) => vector(where, `from[${i}]`, start, n));
  if (one.kind === 'changes') one.along.forEach((end, i) => vector(where, `along[${i}]`, end, lambda.length));
  else vector(where, 'lambda', one.lambda ?? [], lambda.length);
  if ('period' in one && one.period !== undefined) positive(where, 'period', one.period);
}

function checkTraining(train: object, where: string): void {
  known(train, trainKeys, where, 'it');
  for (const [key, value] of Object.entries(train)) {
    if (typeof value === 'string' || key === 'lag' || key === 'seed' || key === 'betaPenalty') continue;
    positive(where, key, value as number, key === 'starts' || key === 'iterations');
  }
}

function checkClassifier(target: TargetOptions, name: string): void {
  const where = `${name}, classifier`;
  const { region, hidden, label, expect = [] } = target.classifier!;
  intervals(where, 'region', region);
  hidden.forEach((m, i) => positive(where, `hidden[${i}]`, m, true));
  const middle = region.map(([low, high]) => (low + high) / 2);
  if (typeof label !== 'function')
    fail(where, `\`label\` is ${said(label)}`, 'Give a function of the environment.');
  vector(where, 'label(…)', label(middle), target.lambda?.length ?? 0);
  expect.forEach((one, i) => checkExpectation(one, `${where}, expect[${i}]`, { ...target, lambda: region }));
}

function known(given: object, all: readonly string[], where: string, what: string): void {
  const odd = Object.keys(given).find((key) => !all.includes(key));
  if (odd !== undefined) fail(where, `unknown key "${odd}"`, `Keys of ${what}: ${all.join(', ')}.`);
}

function positive(where: string, key: string, value: number, isWhole = false): void {
  if (
    typeof value === 'number' &&
    value > 0 &&
    Number.isFinite(value) &&
    (!isWhole || Number.isInteger(value))
  )
    return;
  fail(where, `\`${key}\` is ${said(value)}`, `Give a ${isWhole ? 'whole ' : ''}number above 0.`);
}

function vector(where: string, key: string, value: readonly number[], length: number): void {
  if (!Array.isArray(value) || value.length !== length || !value.every(Number.isFinite))
    fail(where, `\`${key}\` is ${said(value)}`, `Give ${length} number${length === 1 ? '' : 's'}.`);
}

function intervals(where: string, key: string, all: readonly Interval[], length = all?.length): void {
  if (!Array.isArray(all) || all.length !== length)
    fail(where, `\`${key}\` is ${said(all)}`, `Give ${length ?? 'one'} [low, high] each.`);
  all.forEach((one, i) => {
    const good = Array.isArray(one) && one.length === 2 && one.every(Number.isFinite);
    if (!good || one[0] < 0 || one[0] >= one[1])
      fail(
        where,
        `\`${key}[${i}]\` is ${said(one)}`,
        'Give [low, high] with 0 ≤ low < high: concentrations.',
      );
  });
}

function said(value: unknown): string {
  return value === undefined ? 'missing' : (JSON.stringify(value) ?? String(value));
}

function fail(where: string, what: string, todo: string): never {
  throw new ScenarioError(where, what, todo);
}
