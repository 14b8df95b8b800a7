/** Says what is wrong with a shape that cannot be built. */
import { ScenarioError } from '../../errors.ts';
import type { Activation, BodySpec, ComponentKind, HeadSpec, MdnShape, Operation } from './shape.ts';

const components: readonly ComponentKind[] = [
  'normal-diag',
  'normal-tril',
  'log-normal-diag',
  'log-normal-tril',
];
const activations: readonly Activation[] = ['relu', 'relu6', 'swish', 'leakyrelu', 'prelu', 'elu', 'none'];
const operations: readonly Operation[] = [
  'simple_dense',
  'gated_linear_unit',
  'skip_connect',
  'relu',
  'none',
  'swish',
  'activated_dense',
  'element_wise',
];

/** @throws ScenarioError naming the entry */
export function checkShape({ head, body, stepInput, past }: MdnShape): void {
  whole('past', past, 1, 64);
  checkHead(head);
  checkBody(body);
  if (head.kind === 'gaussian' && stepInput)
    refuse('the published head does not read the length of the step', "Use `head: 'counts'`.");
  if (body.kind === 'body_lstm' && past === 1)
    refuse('`past` is 1, and a recurrent body reads past steps', 'Give `past: 2` or more.');
}

function checkHead(head: HeadSpec): void {
  switch (head.kind) {
    case 'counts':
      whole('mixtures', head.mixtures, 1, 256);
      return;
    case 'gaussian':
      whole('mixtures', head.components.length, 1, 256);
      whole('hidden', head.hidden, 0, 4096);
      oneOf('scaler', head.scaler, ['min-max', 'standard']);
      for (const kind of head.components) oneOf('components', kind, components);
      if (head.scaler === 'standard' && head.components.some((kind) => kind.startsWith('log')))
        refuse('log-normal components need positive numbers', "Use `scaler: 'min-max'`.");
      return;
    default:
      oneOf('head', (head as HeadSpec).kind, ['counts', 'gaussian']);
  }
}

function checkBody(body: BodySpec): void {
  switch (body.kind) {
    case 'dense':
      if (body.hidden.length === 0) refuse('`hidden` is []', 'Give at least one width.');
      for (const width of body.hidden) whole('hidden', width, 1, 4096);
      oneOf('activation', body.activation, activations);
      return;
    case 'body_a':
    case 'body_b':
      oneOf('block', body.block, ['a', 'b', 'c']);
      whole('hidden', body.hidden, 1, 4096);
      whole('blocks', body.blocks, 1, 64);
      oneOf('activation', body.activation, activations);
      return;
    case 'body_lstm':
      oneOf('block', body.block, ['lstm', 'gru']);
      whole('hidden', body.hidden, 1, 4096);
      whole('blocks', body.blocks, 1, 16);
      return;
    case 'search':
      whole('cells', body.cells, 1, 16);
      whole('cellSize', body.cellSize, 1, 16);
      whole('multiplier', body.multiplier, 1, 256);
      whole('reduce', body.reduce, 1, body.cellSize);
      if (body.operations.length < 2)
        refuse('`operations` names fewer than two', 'Name what to choose from.');
      for (const operation of body.operations) oneOf('operations', operation, operations);
      if (!(body.latency >= 0)) refuse(`\`latency\` is ${body.latency}`, 'Give a number ≥ 0.');
      return;
    default:
      oneOf('body', (body as BodySpec).kind, ['dense', 'body_a', 'body_b', 'body_lstm', 'search']);
  }
}

function whole(name: string, value: number, least: number, most: number): void {
  if (!Number.isInteger(value) || value < least || value > most)
    refuse(`\`${name}\` is ${value}`, `Give a whole number from ${least} to ${most}.`);
}

function oneOf(name: string, value: string, known: readonly string[]): void {
  if (!known.includes(value))
    refuse(`\`${name}\` is ${JSON.stringify(value)}`, `There are: ${known.join(', ')}.`);
}

function refuse(what: string, cure: string): never {
  throw new ScenarioError('mdn()', what, cure);
}
