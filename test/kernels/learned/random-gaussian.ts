/** Kernels of the published head with random weights. */
import { hashNetwork } from '../../../src/crn/hash.ts';
import type { Network } from '../../../src/crn/network.ts';
import { type Abstraction, abstractionFormat } from '../../../src/kernels/abstraction.ts';
import { learnedGraph } from '../../../src/kernels/learned/learned-graph.ts';
import { shapeOf } from '../../../src/kernels/learned/shape/shape.ts';
import { openLearned } from '../../../src/kernels/learned.ts';
import { gaussian, type MdnOptions, mdn } from '../../../src/kernels/specs.ts';
import { initParams } from '../../../src/tensor/initialise.ts';
import { noProvenance } from './random-abstraction.ts';

export interface RandomGaussian extends Omit<MdnOptions, 'head'> {
  readonly head?: Parameters<typeof gaussian>[0];
  readonly rates: readonly number[];
  readonly seed?: number;
  /** How far weights lie from 0, in units of how they begin. Default 1. */
  readonly wild?: number;
  /** Molecules of a scaled unit. Default 40. */
  readonly unit?: number;
}

export function randomGaussian(network: Network, options: RandomGaussian): Abstraction {
  const { head, rates, seed = 1, wild = 1, unit = 40, ...rest } = options;
  const shape = shapeOf(mdn({ ...rest, head: gaussian(head) }));
  const columns = network.species.length + shape.rateInputs.length;
  const untrained = {
    formatVersion: abstractionFormat,
    networkHash: hashNetwork(network),
    dt: 0.5,
    shape,
    domain: {
      counts: network.species.map(() => [0, 40] as const),
      rates: rates.map((rate) => [rate, rate] as const),
      dt: [0.5, 0.5],
    },
    scaling: { head: 'gaussian', origin: new Array(columns).fill(0), unit: new Array(columns).fill(unit) },
    weights: new Float32Array(0),
    provenance: noProvenance,
    verdict: null,
  } as const;
  const { graph } = learnedGraph(network, untrained);
  return { ...untrained, weights: initParams(graph, seed).map((w) => wild * w) };
}

/** Opened, with the network's own law everywhere. */
export function openGaussian(network: Network, abstraction: Abstraction) {
  return openLearned({ kind: 'mdn', outside: 'learned', ...abstraction.shape }, { network, abstraction });
}
