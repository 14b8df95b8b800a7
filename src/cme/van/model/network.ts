/** The networks to choose from, and the door to them. */
import { written } from '../../../crn/check-names.ts';
import { ScenarioError } from '../../../errors.ts';
import type { GraphBuilder, NodeId } from '../../../tensor/graph.ts';
import { type Features, rawCounts, shapedCounts } from './features.ts';
import { gru } from './gru.ts';
import { perceptrons } from './perceptrons.ts';
import type { Variables } from './variables.ts';

/**
 * `perceptrons`: one for each conditional law, reading shaped counts. `gru`: the published one, a
 * gated recurrent unit that all species share, reading raw counts.
 */
export type VanNetwork =
  | { readonly kind: 'perceptrons'; readonly hidden: readonly number[] }
  | { readonly kind: 'gru'; readonly hidden: number };

/** From rows of features to the logits of each variable. */
export type WriteNetwork = (g: GraphBuilder, features: NodeId) => NodeId[];

/** Features and graph of a network for these variables. */
export function openNetwork(
  network: VanNetwork,
  variables: Variables,
): { features: Features; write: WriteNetwork } {
  if (network.kind === 'gru')
    return {
      features: rawCounts(variables),
      write: (g, x) => gru(g, x, network.hidden, variables),
    };
  const features = shapedCounts(variables);
  return { features, write: (g, x) => perceptrons(g, x, network.hidden, variables, features) };
}

/** @throws ScenarioError for a network that is none */
export function checkNetwork(where: string, network: VanNetwork): void {
  const isWidth = (n: unknown) => Number.isInteger(n) && (n as number) >= 1 && (n as number) <= 4096;
  if (network?.kind === 'gru' && isWidth(network.hidden)) return;
  if (network?.kind === 'perceptrons' && Array.isArray(network.hidden) && network.hidden.every(isWidth))
    return;
  throw new ScenarioError(
    where,
    `\`model\` is ${written(network)}`,
    "Write `{ kind: 'perceptrons', hidden: [64] }` or `{ kind: 'gru', hidden: 32 }`; widths are 1 to 4096.",
  );
}
