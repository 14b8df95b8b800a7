/** Abstractions with random weights: what must hold for any weights is tested on them. */
import { hashNetwork } from '../../../src/crn/hash.ts';
import type { Network } from '../../../src/crn/network.ts';
import {
  type Abstraction,
  abstractionFormat,
  type CountsScaling,
  type Domain,
  type Range,
  type Scaling,
} from '../../../src/kernels/abstraction.ts';
import { Features } from '../../../src/kernels/learned/inputs/features.ts';
import { type BasisChoice, directionsOf, movesOf } from '../../../src/kernels/learned/lattice/moves.ts';
import { learnedGraph } from '../../../src/kernels/learned/learned-graph.ts';
import { type HeadSpec, shapeOf } from '../../../src/kernels/learned/shape/shape.ts';
import { mdn, van } from '../../../src/kernels/specs.ts';
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
  versions: {},
};

export interface RandomOptions {
  readonly head?: HeadSpec['kind'];
  readonly mixtures?: number;
  /** Width of the decoder of a `van`. */
  readonly decoder?: number;
  readonly hidden?: readonly number[];
  readonly dt?: number;
  /** Lengths of a step, where the network reads it. */
  readonly steps?: Range;
  readonly rates: readonly number[];
  readonly seed?: number;
  /** How far random weights lead away from the start of training. */
  readonly wild?: number;
  readonly anchor?: CountsScaling['anchor'][number];
  readonly basis?: BasisChoice['kind'];
}

export function randomAbstraction(network: Network, options: RandomOptions): Abstraction {
  const {
    head = 'counts',
    mixtures = 3,
    decoder = 8,
    hidden = [8, 8],
    dt = 0.5,
    steps,
    rates,
    seed = 1,
    wild = 3,
    anchor = 'change',
  } = options;
  const directions = directionsOf(network);
  const kind = directions ? (options.basis ?? 'directions') : 'echelon';
  const rest = { hidden, stepInput: steps !== undefined };
  const shape = shapeOf(
    head === 'van' ? van({ components: mixtures, decoder, ...rest }) : mdn({ head, mixtures, ...rest }),
  );
  const domain: Domain = {
    counts: network.species.map(() => [0, 40]),
    rates: rates.map((r) => [r, r]),
    dt: steps ?? [dt, dt],
  };
  const order = kind === 'directions' ? directions!.map((_, d) => d) : network.species.map((_, s) => s);
  const basis: BasisChoice = { kind, order };
  const n = movesOf(network, basis).rank;
  const marks = [{ species: 0, count: 2 }];
  const width = new Features(network, { shape, domain, scaling: { marks } }).width;
  const stream = new Stream().open(seed, 1, 0, Purpose.training);
  const scaling: Scaling =
    head === 'gaussian'
      ? { head, origin: network.species.map(() => 0), unit: network.species.map(() => 40) }
      : {
          head,
          basis,
          marks,
          featureMean: new Array(width).fill(0.5),
          featureSd: new Array(width).fill(1.5),
          anchor: new Array(n).fill(anchor),
          intercept: new Array(n).fill(1.3),
          slope: Array.from({ length: n * network.species.length }, () => 0.2 * stream.normal()),
          scale: new Array(n).fill(2),
          home: Array.from({ length: n * mixtures }, () => Math.round(2 * stream.normal()) + 0),
          spread: Array.from({ length: n * mixtures }, () => 0.5 * stream.normal()),
        };
  const { graph } = learnedGraph(network, { shape, domain, dt, scaling });
  const weights = initParams(graph, seed).map((w) => wild * w);
  return {
    formatVersion: abstractionFormat,
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
