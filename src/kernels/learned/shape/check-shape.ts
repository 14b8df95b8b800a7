/** Says what is wrong with a shape that cannot be built. */
import { between, entries, list, oneOf, refuse, whole, yesOrNo } from './check-entries.ts';
import {
  activations,
  type BodySpec,
  bodyKinds,
  componentKinds,
  denseBlocks,
  gateGradients,
  gateScopes,
  type HeadSpec,
  headKinds,
  type LearnedShape,
  operations,
  recurrentBlocks,
  type SearchSchedule,
  scalers,
  scheduleNames,
} from './shape.ts';

/** @throws ScenarioError naming the entry */
export function checkShape({ head, body, rateInputs, stepInput, past }: LearnedShape): void {
  whole('past', past, 1, 64);
  list('rateInputs', rateInputs);
  for (const name of rateInputs)
    if (typeof name !== 'string') refuse('`rateInputs` names what is no word', 'Name rate constants.');
  yesOrNo('stepInput', stepInput);
  checkHead(head);
  checkBody(body);
  if (head.kind === 'gaussian' && stepInput)
    refuse('the published head does not read the length of the step', "Use `head: 'counts'`.");
  if (body.kind === 'body_lstm' && past === 1)
    refuse('`past` is 1, and a recurrent body reads past steps', 'Give `past: 2` or more.');
}

function checkHead(head: HeadSpec): void {
  oneOf('head', kindOf(head), headKinds);
  switch (head.kind) {
    case 'counts':
      entries('head', head, ['kind', 'mixtures']);
      whole('mixtures', head.mixtures, 1, 256);
      return;
    case 'van':
      entries('head', head, ['kind', 'components', 'decoder']);
      whole('components', head.components, 1, 256);
      whole('decoder', head.decoder, 4, 1024);
      if (head.decoder % 4 !== 0) refuse(`\`decoder\` is ${head.decoder}`, 'Give a multiple of 4.');
      return;
    case 'gaussian':
      entries('head', head, ['kind', 'components', 'scaler', 'hidden']);
      list('components', head.components);
      whole('mixtures', head.components.length, 1, 256);
      whole('hidden', head.hidden, 0, 4096);
      oneOf('scaler', head.scaler, scalers);
      for (const kind of head.components) oneOf('components', kind, componentKinds);
      if (head.scaler === 'standard' && head.components.some((kind) => kind.startsWith('log')))
        refuse('log-normal components need positive numbers', "Use `scaler: 'min-max'`.");
  }
}

function checkBody(body: BodySpec): void {
  oneOf('body', kindOf(body), bodyKinds);
  switch (body.kind) {
    case 'dense':
      entries('body', body, ['kind', 'hidden', 'activation']);
      list('hidden', body.hidden);
      if (body.hidden.length === 0) refuse('`hidden` is []', 'Give at least one width.');
      for (const width of body.hidden) whole('hidden', width, 1, 4096);
      oneOf('activation', body.activation, activations);
      return;
    case 'body_a':
    case 'body_b':
      entries('body', body, ['kind', 'block', 'hidden', 'blocks', 'activation', 'batchNorm']);
      oneOf('block', body.block, denseBlocks);
      whole('hidden', body.hidden, 1, 4096);
      whole('blocks', body.blocks, 1, 64);
      oneOf('activation', body.activation, activations);
      yesOrNo('batchNorm', body.batchNorm);
      return;
    case 'body_lstm':
      entries('body', body, ['kind', 'block', 'hidden', 'blocks']);
      oneOf('block', body.block, recurrentBlocks);
      whole('hidden', body.hidden, 1, 4096);
      whole('blocks', body.blocks, 1, 16);
      return;
    case 'search':
      checkSearch(body);
  }
}

function checkSearch(body: Extract<BodySpec, { kind: 'search' }>): void {
  entries('body', body, [
    ...['kind', 'cells', 'cellSize', 'multiplier', 'reduce', 'operations'],
    ...['latency', 'gates', 'gradient', 'schedule'],
  ]);
  whole('cells', body.cells, 1, 16);
  whole('cellSize', body.cellSize, 1, 16);
  whole('multiplier', body.multiplier, 1, 256);
  whole('reduce', body.reduce, 1, body.cellSize);
  list('operations', body.operations);
  if (body.operations.length < 2) refuse('`operations` names fewer than two', 'Name what to choose from.');
  body.operations.forEach((operation, i) => {
    oneOf('operations', operation, operations);
    if (body.operations.indexOf(operation) < i)
      refuse(`\`operations\` names "${operation}" twice`, 'Name each operation once.');
  });
  between('latency', body.latency, 0, 1e9);
  oneOf('gates', body.gates, gateScopes);
  oneOf('gradient', body.gradient, gateGradients);
  if (typeof body.schedule === 'object') checkSchedule(body.schedule);
  else oneOf('schedule', body.schedule, scheduleNames);
}

const mostPasses = 1e6;

function checkSchedule(schedule: SearchSchedule): void {
  const least = { epochs: 1, heatUp: 0, interval: 1, architecture: 0, batch: 1, architectureBatch: 1 };
  const rates = ['weightRate', 'architectureRate'] as const;
  entries('schedule', schedule, [...Object.keys(least), ...rates]);
  for (const [name, n] of Object.entries(least))
    whole(`schedule.${name}`, schedule[name as keyof typeof least], n, mostPasses);
  for (const rate of rates) {
    const name = `schedule.${rate}`;
    entries(name, schedule[rate], ['start', 'factor', 'patience', 'least']);
    between(`${name}.start`, schedule[rate].start, 1e-12, 1);
    between(`${name}.factor`, schedule[rate].factor, 0, 1);
    whole(`${name}.patience`, schedule[rate].patience, 1, mostPasses);
    between(`${name}.least`, schedule[rate].least, 0, 1);
  }
}

/** The kind of a head or body, where it has one. */
function kindOf(part: unknown): unknown {
  return typeof part === 'object' && part !== null && 'kind' in part ? part.kind : part;
}
