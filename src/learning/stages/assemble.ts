/** The abstraction that a training has come to, as plain data. */
import { hashNetwork } from '../../crn/hash.ts';
import { type Abstraction, abstractionFormat } from '../../kernels/abstraction.ts';
import { version } from '../../version.ts';
import type { KernelParts } from '../job/graph.ts';
import type { TrainJob } from '../job/job.ts';
import type { Fitted } from './fit-stage.ts';

export interface Trained {
  readonly parts: KernelParts;
  readonly fitted: Fitted;
  readonly seed: number;
  readonly backend: string;
  /** Rounds so far. */
  readonly rounds: number;
}

/** Without a verdict. */
export function assemble(
  { network, dt, shape }: TrainJob,
  { parts, fitted, seed, backend, rounds }: Trained,
): Abstraction {
  return {
    formatVersion: abstractionFormat,
    networkHash: hashNetwork(network),
    dt,
    shape,
    ...(parts.genotype ? { genotype: parts.genotype } : {}),
    domain: parts.domain,
    scaling: parts.scaling,
    weights: fitted.weights,
    provenance: {
      seed,
      starts: fitted.seen.states,
      transitions: fitted.seen.transitions,
      heldOut: fitted.heldOut,
      rounds,
      epochs: fitted.epoch,
      validation: fitted.heldOutLoss,
      loss: fitted.loss,
      backend,
      versions: { 'crn-grid': version, node: process.versions.node },
    },
    verdict: null,
  };
}
