/**
 * The verdict on a learned kernel: one step and many steps against exact SSA, from unseen
 * states, every number beside what two exact sets of the same size give; and the identities
 * that must hold exactly. A plain pass or fail against named limits.
 *
 * Histogram distances: Repin & Petrov 2021, doi 10.1016/j.ic.2021.104788, eqs. 5 and 6, by their
 * rule and by ours (`verdict/checks/histograms.ts`). Beyond them: moments, tails, pairs of species,
 * spreads within subgroups, two times of one trajectory, switching between modes, likelihood.
 * Nothing here depends on the clock, or on the number of threads.
 */
import type { Network } from '../crn/network.ts';
import type { Abstraction, Domain } from '../kernels/abstraction.ts';
import { rowHistory } from '../kernels/learned/row-history.ts';
import { type LearnedRowKernel, openLearned } from '../kernels/learned.ts';
import { learnedSpec, ssa } from '../kernels/specs.ts';
import type { Crew } from './crew.ts';
import { BrokenKernel, brokenVerdict, noteBroken } from './verdict/broken.ts';
import type { LogProb } from './verdict/checks/likelihood.ts';
import { compare, type Judgement } from './verdict/compare.ts';
import { defaultLimits, type Limits } from './verdict/limits.ts';
import { crewChains, type DrawChains, type DrawJob } from './verdict/sets/chains.ts';
import { type Control, drawExactSets, type ExactDesign, type ExactSets } from './verdict/sets/exact-sets.ts';
import { learnedSets } from './verdict/sets/learned-sets.ts';

export type { Judgement } from './verdict/compare.ts';

/** What is judged. */
export interface Judged {
  /** Chains of the learned kernel by itself, without any route to exact simulation. */
  readonly chains: DrawChains;
  /** Its law of one step, where it knows it. */
  readonly logProb?: LogProb;
  /** Where it was trained. */
  readonly domain?: Domain;
}

export interface JudgeOptions extends Control {
  readonly limits?: Partial<Limits>;
  /** Which histograms decide. Default `ours`: a bin for every number. */
  readonly rule?: 'ours' | 'published';
  /** Bins of the published rule, and the most of ours. Default 200. */
  readonly bins?: number;
  /** Learned steps to look at for violations, at the least. Default: those of the comparison. */
  readonly transitions?: number;
}

/**
 * Judges anything that draws chains against exact sets, which may come from a file. A kernel that comes to a
 * state that it cannot step, such as molecules without end, fails.
 */
export async function judgeAgainst(
  network: Network,
  exact: ExactSets,
  judged: Judged,
  options: JudgeOptions = {},
): Promise<Judgement> {
  const limits = { ...defaultLimits, ...options.limits };
  const [rule, bins] = [options.rule ?? 'ours', options.bins ?? 200];
  const { signal, onProgress } = options;
  try {
    const draw = (job: DrawJob, from: number, to: number): Promise<Int32Array[]> =>
      judged.chains(job, (share) => onProgress?.(from + share * (to - from)), signal).catch(noteBroken);
    return await compare({
      network,
      exact,
      ...(await learnedSets(exact, draw)),
      limits,
      rule,
      bins,
      transitions: options.transitions ?? 0,
      draw: (job) => draw(job, 0.5, 0.6),
      ...(judged.logProb ? { logProb: judged.logProb } : {}),
      ...(judged.domain ? { domain: judged.domain } : {}),
      ...(signal ? { signal } : {}),
      onProgress: (share) => onProgress?.(0.6 + 0.4 * share),
    });
  } catch (error) {
    if (!(error instanceof BrokenKernel)) throw error;
    return {
      verdict: brokenVerdict(error.message, { exact, limits, rule, bins }),
      exact,
      learned: [],
      long: [],
    };
  }
}

/** How an abstraction is judged by a crew: a network's exact sets may be there already. */
export interface AbstractionOptions
  extends JudgeOptions,
    Omit<ExactDesign, 'network' | 'dt' | 'seed' | 'steps' | 'past'> {
  /** Default: that of the training. */
  readonly seed?: number;
  /** Drawn before, by the same design. Default: they are drawn now. */
  readonly exact?: ExactSets;
  /** The learned kernel with fused multiply–add (`simd-fma`), or without (`simd`). Default: where the machine has it. */
  readonly relaxed?: boolean;
}

/** Exact sets of a design, drawn by a crew. */
export function exactSets(crew: Crew, design: ExactDesign, control: Control = {}): Promise<ExactSets> {
  return drawExactSets(design, crewChains(crew, ssa(), design.dt), control);
}

/**
 * Judges a learned kernel by itself, without any route to exact SSA.
 *
 * @throws KernelError where no state of the ranges does anything
 * @throws the reason of `signal` when it is aborted
 */
export async function judge(
  crew: Crew,
  network: Network,
  abstraction: Abstraction,
  options: AbstractionOptions,
): Promise<Judgement> {
  const { onProgress, ...rest } = options;
  const share = options.exact ? 0 : 0.8;
  const exact =
    options.exact ??
    (await exactSets(crew, designOf(network, abstraction, options), {
      ...rest,
      onProgress: (done) => onProgress?.(share * done),
    }));
  return judgeAgainst(network, exact, await learnedOf(crew, network, abstraction, options.relaxed), {
    ...rest,
    onProgress: (done) => onProgress?.(share + (1 - share) * done),
  });
}

/** The exact sets that {@link judge} compares an abstraction with. */
export function designOf(
  network: Network,
  abstraction: Abstraction,
  { ranges, rates, totals, settings, trajectories, lags, price, seed }: AbstractionOptions,
): ExactDesign {
  const { shape, domain } = abstraction;
  return {
    network,
    dt: abstraction.dt,
    ...(shape.stepInput ? { steps: domain.dt } : {}),
    ...(shape.past > 1 ? { past: shape.past } : {}),
    seed: seed ?? abstraction.provenance.seed,
    ranges,
    rates,
    ...(totals === undefined ? {} : { totals }),
    ...(settings === undefined ? {} : { settings }),
    ...(trajectories === undefined ? {} : { trajectories }),
    ...(lags === undefined ? {} : { lags }),
    ...(price === undefined ? {} : { price }),
  };
}

async function learnedOf(
  crew: Crew,
  network: Network,
  abstraction: Abstraction,
  relaxed: boolean | undefined,
): Promise<Judged> {
  const { dt, shape, domain } = abstraction;
  const spec = learnedSpec({ ...shape, outside: 'learned' });
  // The step that the kernel is opened for is part of its law.
  const kernels = new Map<number, Promise<LearnedRowKernel>>();
  const opened = (of: number): Promise<LearnedRowKernel> => {
    const kernel =
      kernels.get(of) ??
      openLearned(spec, {
        network,
        abstraction: { ...abstraction, dt: of },
        ...(relaxed === undefined ? {} : { relaxed }),
      });
    kernels.set(of, kernel);
    return kernel;
  };
  // A kernel that cannot be opened is a mistake, not a failed verdict.
  await opened(dt);
  return {
    chains: crewChains(crew, spec, dt, abstraction, relaxed),
    domain,
    logProb: async (before, after, rates, out, step) => {
      const kernel = await opened(step.dt);
      const rows = before.length / network.species.length;
      const history = rowHistory(rows, network.species.length, shape.past);
      for (let r = 0; r < rows; r++) history.counts.set(step.past, r * step.past.length);
      history.known.fill(shape.past - 1);
      kernel.logProb(before, after, rates, step.dt, out, history);
    },
  };
}
