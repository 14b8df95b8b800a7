/** The networks to choose from, and the door to them. */
import { written } from '../../../crn/check-names.ts';
import { ScenarioError } from '../../../errors.ts';
import { gru } from './network/gru.ts';
import { made } from './network/made.ts';
import { nade } from './network/nade.ts';
import { perceptrons } from './network/perceptrons.ts';
import type { NetworkSteps } from './network/steps.ts';
import { type TransformerSizes, transformer } from './network/transformer.ts';
import type { Variables } from './variables.ts';

/**
 * Reading shaped counts: `perceptrons`, one for each conditional law; `nade`, hidden units that each
 * count adds to, which reads `raw` counts as published if asked; `made`, one masked network. As
 * published: `gru`, a gated recurrent unit that all species share, reading raw counts; `transformer`,
 * causal, of 16 numbers a species, 32 hidden units, 2 layers and 2 heads.
 */
export type VanNetwork =
  | { readonly kind: 'perceptrons'; readonly hidden: readonly number[] }
  | { readonly kind: 'gru'; readonly hidden: number }
  | { readonly kind: 'nade'; readonly hidden: number; readonly inputs?: 'shaped' | 'raw' }
  | { readonly kind: 'made'; readonly hidden: readonly number[] }
  | ({ readonly kind: 'transformer' } & TransformerSizes);

/** Features and steps of a network for these variables. */
export function openNetwork(network: VanNetwork, variables: Variables): NetworkSteps {
  switch (network.kind) {
    case 'perceptrons':
      return perceptrons(variables, network.hidden);
    case 'gru':
      return gru(variables, network.hidden);
    case 'nade':
      return nade(variables, network.hidden, network.inputs ?? 'shaped');
    case 'made':
      return made(variables, network.hidden);
    case 'transformer':
      return transformer(variables, network);
  }
}

const isCount = (n: unknown, most: number) =>
  Number.isInteger(n) && (n as number) >= 1 && (n as number) <= most;
const isWidth = (n: unknown) => isCount(n, 4096);
const areWidths = (n: unknown) => Array.isArray(n) && n.every(isWidth);

/** Is it a network of this kind, and how one is written. */
const kinds: {
  readonly [K in VanNetwork['kind']]: {
    readonly is: (network: Extract<VanNetwork, { kind: K }>) => boolean;
    readonly like: string;
  };
} = {
  perceptrons: { is: ({ hidden }) => areWidths(hidden), like: "{ kind: 'perceptrons', hidden: [64, 64] }" },
  gru: { is: ({ hidden }) => isWidth(hidden), like: "{ kind: 'gru', hidden: 32 }" },
  nade: {
    is: ({ hidden, inputs = 'shaped' }) => isWidth(hidden) && (inputs === 'shaped' || inputs === 'raw'),
    like: "{ kind: 'nade', hidden: 16 }",
  },
  made: { is: ({ hidden }) => areWidths(hidden), like: "{ kind: 'made', hidden: [64, 64] }" },
  transformer: {
    is: ({ width, hidden, layers, heads }) =>
      isWidth(width) &&
      isWidth(hidden) &&
      isCount(layers, 16) &&
      isCount(heads, width) &&
      width % heads === 0,
    like: "{ kind: 'transformer', width: 16, hidden: 32, layers: 2, heads: 2 }",
  },
};

/** @throws ScenarioError for a network that is none */
export function checkNetwork(where: string, network: VanNetwork): void {
  const kind = Object.hasOwn(kinds, network?.kind) ? kinds[network.kind] : undefined;
  if (kind && (kind.is as (network: VanNetwork) => boolean)(network)) return;
  const all = Object.values(kinds).map(({ like }) => `\`${like}\``);
  throw new ScenarioError(
    where,
    `\`model\` is ${written(network)}`,
    kind
      ? `Write it like \`${kind.like}\`; widths are 1 to 4096${'heads' in network ? ', and `heads` divides `width`' : ''}.`
      : `Write one of ${all.join(', ')}.`,
  );
}
