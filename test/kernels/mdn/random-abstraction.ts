/** Abstractions with random weights: what must hold for any weights is tested on them. */
import { hashNetwork } from '../../../src/crn/hash.ts';
import type { Network } from '../../../src/crn/network.ts';
import type { Abstraction, Domain, Scaling } from '../../../src/kernels/abstraction.ts';
import type { MdnShape } from '../../../src/kernels/kernel.ts';
import { Features } from '../../../src/kernels/mdn/features.ts';
import { inferenceGraph } from '../../../src/kernels/mdn/graphs.ts';
import { type BasisChoice, directionsOf, movesOf } from '../../../src/kernels/mdn/moves.ts';
import { openHead } from '../../../src/kernels/mdn/open-head.ts';
import { Purpose, Stream } from '../../../src/numerics/streams.ts';
import { initParams } from '../../../src/tensor/initialise.ts';

export const noProvenance: Abstraction['provenance'] = {
  seed: 0,
  starts: 0,
  transitions: 0,
  heldOut: 0,
  rounds: 0,
  epochs: 0,
  validation: 0,
  loss: 0,
  backend: 'none',
  seconds: 0,
  versions: {},
};

export interface RandomOptions {
  readonly head?: MdnShape['head'];
  readonly mixtures?: number;
  readonly hidden?: readonly number[];
  readonly dt?: number;
  readonly rates: readonly number[];
  readonly seed?: number;
  /** How far random weights lead away from the start of training. */
  readonly wild?: number;
  readonly anchor?: 'change' | 'linear';
  readonly basis?: BasisChoice['kind'];
}

export function randomAbstraction(network: Network, options: RandomOptions): Abstraction {
  const {
    head = 'counts',
    mixtures = 3,
    hidden = [8, 8],
    dt = 0.5,
    rates,
    seed = 1,
    wild = 3,
    anchor = 'change',
  } = options;
  const directions = directionsOf(network);
  const kind = directions ? (options.basis ?? 'directions') : 'echelon';
  const shape: MdnShape = { head, mixtures, hidden, rateInputs: [] };
  const domain: Domain = { counts: network.species.map(() => [0, 40]), rates: rates.map((r) => [r, r]) };
  const order = kind === 'directions' ? directions!.map((_, d) => d) : network.species.map((_, s) => s);
  const basis: BasisChoice = { kind, order };
  const n = movesOf(network, basis).rank;
  const width = new Features(network, { shape, domain, dt }).width;
  const stream = new Stream().open(seed, 1, 0, Purpose.training);
  const scaling: Scaling =
    head === 'gaussian'
      ? { head, low: network.species.map(() => 0), high: network.species.map(() => 40) }
      : {
          head,
          basis,
          featureMean: new Array(width).fill(0.5),
          featureSd: new Array(width).fill(1.5),
          anchor: new Array(n).fill(anchor),
          intercept: new Array(n).fill(1.3),
          slope: Array.from({ length: n * network.species.length }, () => 0.2 * stream.normal()),
          scale: new Array(n).fill(2),
          home: Array.from({ length: n * mixtures }, () => Math.round(2 * stream.normal()) + 0),
        };
  const opened = openHead(network, { shape, domain, dt, scaling });
  const weights = initParams(inferenceGraph(shape, opened.featureWidth, opened.outputWidth), seed).map(
    (w) => wild * w,
  );
  return {
    formatVersion: 1,
    networkHash: hashNetwork(network),
    dt,
    shape,
    domain,
    scaling,
    weights,
    provenance: noProvenance,
    verdict: null,
  };
}
