/** From reactions back to the weights of a model: each weight has a reaction of its own form. */
import { ScenarioError } from '../../../../errors.ts';
import { type Interval, type LayerParts, type Rncrn, type RncrnParts, rncrn } from '../../model.ts';
import { layerLetters } from '../reactions.ts';
import { atLine, type Notes, type ReactionLine } from './read-lines.ts';

/** A species by kind (X, L, or the letter of a layer) and number, from 0. */
interface Species {
  readonly kind: string;
  readonly index: number;
}

/** @throws CrnSyntaxError, ScenarioError */
export function recoverModel(reactions: readonly ReactionLine[], notes: Notes, mu?: number): Rncrn {
  const counts = new Map<string, number>();
  const species = (name: string, line: ReactionLine): Species => {
    const match = /^(X|L|Y|R|Z(?:\d+(?=_))?)_?([1-9]\d*)$/.exec(name);
    if (!match)
      throw atLine(
        line,
        `\`${name}\` is no species of such a network`,
        'Names are X_1, Y_1, L_1, Z_1, R_1, ….',
        name,
      );
    const [kind, index] = [match[1]!, Number(match[2]) - 1];
    counts.set(kind, Math.max(counts.get(kind) ?? 0, index + 1));
    return { kind, index };
  };
  const read = reactions.map((line) => ({
    line,
    reactants: line.reactants.map((name) => species(name, line)),
    products: line.products.map((name) => species(name, line)),
  }));

  const count = (kind: string) => counts.get(kind) ?? 0;
  const [n, l] = [count('X'), count('L')];
  const hidden = [...counts.keys()].filter((kind) => kind !== 'X' && kind !== 'L').length;
  const letters = layerLetters(n, hidden);
  const strange = [...counts.keys()].find((kind) => !['X', 'L', ...letters].includes(kind));
  if (strange !== undefined || hidden === 0)
    throw new ScenarioError(
      'crn text',
      strange ? `there are species ${strange}, but not all layers between` : 'there are no perceptrons',
      'Perceptrons are Y over R over Z (or Z1, Z2, …); a classifier has no X and no Y.',
    );

  const given = new Map<string, { value: number; line: ReactionLine }>();
  for (const { line, reactants, products } of read) {
    const { name, value } = weightOf(line, reactants, products, letters);
    const first = given.get(name);
    if (first)
      throw atLine(
        line,
        `the weight ${name} stands in line ${first.line.number} already`,
        'Join the two lines.',
      );
    given.set(name, { value, line });
  }
  const row = (name: string, length: number) =>
    Array.from({ length }, (_, k) => given.get(`${name} ${k}`)?.value ?? 0);
  const matrix = (name: string, rows: number, columns: number) =>
    Array.from({ length: rows }, (_, j) => row(`${name} ${j}`, columns)).flat();
  const layers = letters.map((letter, i): LayerParts => {
    const scale = notes.mu[letter] ?? mu;
    if (scale === undefined)
      throw new ScenarioError(
        'crn text',
        `the time scale of ${letter} is not known: rates alone do not tell it`,
        `Give \`mu\`, or a line such as \`#! mu ${letter}=0.1\`.`,
      );
    const m = count(letter);
    const scaled = (values: number[]) => values.map((value) => value * scale);
    return {
      omega: scaled(matrix(`omega ${letter}`, m, n)),
      psi: scaled(matrix(`psi ${letter}`, m, l)),
      phi: scaled(matrix(`phi ${letter}`, m, i > 0 ? count(letters[i - 1]!) : 0)),
      theta: scaled(row(`theta ${letter}`, m)),
      gamma: scaled(row(`gamma ${letter}`, m)),
      tau: scaled(row(`tau ${letter}`, m)),
      mu: scale,
    };
  });
  const parts: RncrnParts = {
    ...layers.at(-1)!,
    alpha: matrix('alpha', n, count(letters.at(-1)!)),
    beta: row('beta', n),
    parameters: l,
    below: layers.slice(0, -1),
  };
  const intervals = (letter: string, length: number) =>
    Array.from({ length }, (_, i) => notes.region[`${letter}_${i + 1}`]);
  const [executive, parameters] = [intervals('X', n), intervals('L', l)];
  const whole = (all: (Interval | undefined)[]): all is Interval[] => !all.includes(undefined);
  const bounded = n + l > 0 && whole(executive) && whole(parameters);
  return rncrn(bounded ? { ...parts, region: { executive, parameters } } : parts, 'crn text');
}

/** The weight that a reaction stands for: `alpha i j`, `beta i`, `omega letter j k`, …, and its signed rate. */
function weightOf(
  line: ReactionLine,
  reactants: readonly Species[],
  products: readonly Species[],
  letters: readonly string[],
): { name: string; value: number } {
  const { rate } = line;
  const no = () =>
    atLine(
      line,
      'this is no reaction of such a network',
      'There are C+Y->C+2Y, C+Y->C, Y->2Y, Y->, ->Y, Y+Y->Y, X+Y->2X+Y, X+Y->Y and ->X.',
    );
  const same = (a: Species, b: Species) => a.kind === b.kind && a.index === b.index;
  const times = (side: readonly Species[], one: Species) => side.filter((other) => same(one, other)).length;
  const changed = [...reactants, ...products].filter((one) => times(products, one) !== times(reactants, one));
  const target = changed[0];
  if (!target || target.kind === 'L' || !changed.every((one) => same(one, target))) throw no();
  const [before, after] = [times(reactants, target), times(products, target)];
  const others = reactants.filter((one) => !same(one, target));
  const perceptron = target.kind !== 'X';
  const own = perceptron ? ` ${target.kind} ${target.index}` : ` ${target.index}`;
  if (others.length === 0) {
    if (before === 0 && after === 1) return { name: `${perceptron ? 'gamma' : 'beta'}${own}`, value: rate };
    if (perceptron && before === 2 && after === 1) return { name: `tau${own}`, value: rate };
  }
  if (before !== 1 || (after !== 0 && after !== 2)) throw no();
  const value = after === 2 ? rate : -rate;
  if (others.length === 0 && perceptron) return { name: `theta${own}`, value };
  const [catalyst, ...more] = others;
  if (!catalyst || more.length > 0) throw no();
  const layer = letters.indexOf(target.kind);
  const from = `${own} ${catalyst.index}`;
  if (!perceptron && catalyst.kind === letters.at(-1)) return { name: `alpha${from}`, value };
  if (perceptron && catalyst.kind === 'X') return { name: `omega${from}`, value };
  if (perceptron && catalyst.kind === 'L') return { name: `psi${from}`, value };
  if (perceptron && layer > 0 && catalyst.kind === letters[layer - 1]) return { name: `phi${from}`, value };
  throw no();
}
