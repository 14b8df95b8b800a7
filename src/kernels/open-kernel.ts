/** The only door from a spec to a working kernel. Every check happens here, none in `step`. */
import { hashNetwork } from '../crn/hash.ts';
import type { Network } from '../crn/network.ts';
import { AbstractionError, KernelError } from '../errors.ts';
import { paramLayout } from '../tensor/graph.ts';
import type { OpenStaged } from '../tensor/machine.ts';
import { type Abstraction, abstractionFormat } from './abstraction.ts';
import { checkTimeless } from './check-timeless.ts';
import { openHybrid } from './hybrid.ts';
import type { Kernel, KernelSpec } from './kernel.ts';
import { learnedGraph } from './learned/learned-graph.ts';
import { misfit } from './learned/shape/check-lengths.ts';
import { shapeKey } from './learned/shape/shape.ts';
import { type LearnedJob, type LearnedSpec, openLearned } from './learned.ts';
import { openOdeKernel } from './ode.ts';
import { openSsa } from './ssa.ts';
import { openTau } from './tau.ts';

/** What a kernel is opened for. */
export interface KernelJob {
  readonly network: Network;
  /** Length of every step, in the scenario's unit. */
  readonly dt: number;
  /** What a learned kernel has learned. */
  readonly abstraction?: Abstraction;
  /** The rate constants of the run, to be told at once where the abstraction knows others. */
  readonly rates?: ArrayLike<number>;
  /** Memory the counts lie in, made by `createMemory`. */
  readonly memory?: WebAssembly.Memory;
  /** Learned kernels: where `shareLearnedWeights` has put the weights in that memory. Default: a copy. */
  readonly weightsAt?: number;
  /**
   * Learned kernels: fused multiply–add, whose last bits depend on the machine. Default: where
   * the machine has it.
   */
  readonly relaxed?: boolean;
  /** Learned kernels: runs the network elsewhere, such as on a device. Default: on this thread. */
  readonly inference?: OpenStaged;
}

type Kind = KernelSpec['kind'];
type Openers = {
  readonly [K in Kind]: (spec: Extract<KernelSpec, { kind: K }>, job: KernelJob) => Promise<Kernel>;
};

/** One line per kernel; `kind` is read nowhere else. */
const openers: Openers = {
  ssa: (_spec, { network, memory }) => openSsa({ network, ...(memory ? { memory } : {}) }),
  tau: (spec, { network, memory }) => openTau(spec, { network, ...(memory ? { memory } : {}) }),
  ode: (spec, { network, memory }) => openOdeKernel(spec, { network, ...(memory ? { memory } : {}) }),
  mdn: (spec, job) => openLearned(spec, checkLearned(spec, job)),
  van: (spec, job) => openLearned(spec, checkLearned(spec, job)),
  hybrid: (spec, job) => openHybrid(spec, checkLearned(spec, job)),
};

/** The kinds of kernel there are. */
export const kernelKinds = Object.keys(openers) as readonly Kind[];

/**
 * Opens a kernel in this thread.
 *
 * @throws KernelError       for a Δt that is no step, a kernel that does not exist, or a network it cannot step
 * @throws AbstractionError  for an abstraction that is missing or belongs to something else
 */
export async function openKernel(spec: KernelSpec, job: KernelJob): Promise<Kernel> {
  if (!(job.dt > 0 && job.dt < Number.POSITIVE_INFINITY))
    throw new KernelError('kernel', `the step is ${job.dt}`, 'Give a length of time greater than 0.');
  if (!Object.hasOwn(openers, spec.kind))
    throw new KernelError(
      'kernel',
      `there is no kernel "${spec.kind}"`,
      `There are: ${kernelKinds.join(', ')}.`,
    );
  const open = openers[spec.kind] as (spec: KernelSpec, job: KernelJob) => Promise<Kernel>;
  return open(spec, job);
}

/** Does the kernel need an abstraction, and of which shape? */
export function learnedShape(spec: KernelSpec): LearnedSpec | undefined {
  return 'body' in spec ? spec : undefined;
}

const train = 'Train it: crn-grid train <scenario>';

function checkLearned(spec: LearnedSpec, job: KernelJob): LearnedJob {
  const { network, dt, abstraction, rates } = job;
  checkLearnable(network, spec);
  const where = `${spec.kind} kernel`;
  if (!abstraction)
    throw new AbstractionError(where, 'it has not been trained for this network, step and shape', train);
  const of = `${where}, abstraction ${abstraction.networkHash.slice(0, 12)}`;
  if (abstraction.formatVersion !== abstractionFormat)
    throw new AbstractionError(
      of,
      `its format version is ${abstraction.formatVersion}, and ${abstractionFormat} can be read`,
      train,
    );
  if (abstraction.networkHash !== hashNetwork(network))
    throw new AbstractionError(of, 'it was trained for another network', train);
  checkStep(of, abstraction, dt);
  if (shapeKey(abstraction.shape) !== shapeKey(spec))
    throw new AbstractionError(of, 'it was trained with another shape (head, body or inputs)', train);
  const wrong = misfit(network, abstraction);
  if (wrong !== undefined) throw new AbstractionError(of, `it does not fit its network: ${wrong}`, train);
  const { size } = paramLayout(learnedGraph(network, abstraction).graph);
  if (abstraction.weights.length !== size)
    throw new AbstractionError(
      of,
      `it has ${abstraction.weights.length} weights, and its shape needs ${size}`,
      train,
    );
  if (abstraction.weights.some((w) => !Number.isFinite(w)))
    throw new AbstractionError(of, 'its weights are not all numbers', train);
  if (rates) checkRates(of, network, abstraction, rates);
  // A network that reads the step is opened for the one of the run.
  return { ...job, abstraction: abstraction.dt === dt ? abstraction : { ...abstraction, dt } };
}

function checkStep(of: string, { shape, domain, dt: trained }: Abstraction, dt: number): void {
  const [low, high] = shape.stepInput ? domain.dt : [trained, trained];
  const slack = shape.stepInput ? 1e-9 : 0;
  if (dt >= low * (1 - slack) && dt <= high * (1 + slack)) return;
  const known = shape.stepInput ? `${low} to ${high}` : `${trained}`;
  throw new AbstractionError(
    of,
    `it was trained for steps of ${known}, and the run takes steps of ${dt}`,
    train,
  );
}

/** @throws KernelError where a network cannot be learned, whatever the data */
export function checkLearnable(
  network: Network,
  { rateInputs }: { readonly rateInputs: readonly string[] },
): void {
  checkTimeless(network, 'a learned kernel');
  if (network.reactions.every((r) => r.change.length === 0))
    throw new KernelError(
      'learned kernel',
      'no reaction of the network changes anything',
      'Use the kernel ssa.',
    );
  const unknown = rateInputs.find((name) => !network.rates.includes(name));
  if (unknown !== undefined)
    throw new KernelError(
      'learned kernel',
      `\`rateInputs\` names "${unknown}", which is no rate constant of the network`,
      `There are: ${network.rates.join(', ') || 'none'}.`,
    );
}

function checkRates(of: string, network: Network, { domain }: Abstraction, rates: ArrayLike<number>): void {
  const width = network.rates.length;
  for (let i = 0; i < rates.length; i++) {
    const [low, high] = domain.rates[i % width]!;
    const rate = rates[i]!;
    if (rate >= low * (1 - 1e-9) && rate <= high * (1 + 1e-9)) continue;
    const name = network.rates[i % width]!;
    const known = low === high ? `${low}` : `${low} to ${high}`;
    throw new AbstractionError(
      of,
      `it was trained for ${name} = ${known}, and the run has ${name} = ${rate}`,
      `${train}, or list ${name} in \`rateInputs\` and give its range in \`train.rateRanges\`.`,
    );
  }
}
