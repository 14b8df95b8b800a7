/**
 * The verdict on a learned kernel: one step and many steps against exact SSA, from unseen
 * states, every number beside what two exact sets of the same size give; and the identities
 * that must hold exactly. A plain pass or fail against named limits.
 *
 * Histogram distances: Repin & Petrov 2021, doi 10.1016/j.ic.2021.104788, eqs. 5 and 6, by their
 * rule and by ours (`verdict/histograms.ts`). Beyond them: moments, tails, pairs of species,
 * spreads within subgroups, two times of one trajectory, switching between modes, likelihood.
 * Nothing here depends on the clock, or on the number of threads.
 */
import type { Network } from '../crn/network.ts';
import type { Abstraction, Domain, Verdict } from '../kernels/abstraction.ts';
import { openMdn } from '../kernels/mdn.ts';
import { ssa } from '../kernels/specs.ts';
import type { Crew } from './crew.ts';
import { crewChains, type DrawChains } from './verdict/chains.ts';
import { compare } from './verdict/compare.ts';
import {
  type Control,
  drawExactSets,
  type ExactDesign,
  type ExactSets,
  longAgents,
  offsets,
} from './verdict/exact-sets.ts';
import type { LogProb } from './verdict/likelihood.ts';
import { defaultLimits, type Limits } from './verdict/limits.ts';

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

/** A verdict, and what it was read from: figures are drawn of it. */
export interface Judgement {
  readonly verdict: Verdict;
  readonly exact: ExactSets;
  /** By lag, shape [settings, trajectories, species]. */
  readonly learned: readonly Int32Array[];
  /** By step, as `exact.long`. */
  readonly long: readonly Int32Array[];
}

/** Judges anything that draws chains against exact sets, which may come from a file. */
export async function judgeAgainst(
  network: Network,
  exact: ExactSets,
  judged: Judged,
  options: JudgeOptions = {},
): Promise<Judgement> {
  const { seed, lags, trajectories, starts, rates, long, still } = exact;
  const { signal, onProgress } = options;
  const [species, width] = [network.species.length, network.rates.length];
  const draw = (job: Parameters<DrawChains>[0], from: number, to: number): Promise<Int32Array[]> =>
    judged.chains(job, (share) => onProgress?.(from + share * (to - from)), signal);
  const common = { starts, rates, seed: seed + offsets.learned };
  const learned = await draw({ ...common, trajectories, lags }, 0, 0.4);
  const steps = long.steps.map((_, i) => i + 1);
  const watched = await draw(
    { ...common, trajectories: long.trajectories, lags: steps, firstAgent: longAgents },
    0.4,
    0.5,
  );
  const stayed: Int32Array[] = [];
  for (let r = 0; r * species < still.counts.length; r++)
    stayed.push(
      (
        await draw(
          {
            ...common,
            starts: still.counts.slice(r * species, (r + 1) * species),
            rates: still.rates.slice(r * width, (r + 1) * width),
            trajectories: Math.min(trajectories, 200),
            lags: [1],
          },
          0.5,
          0.5,
        )
      )[0]!,
    );
  return compare({
    network,
    exact,
    learned,
    long: watched,
    still: stayed,
    limits: { ...defaultLimits, ...options.limits },
    rule: options.rule ?? 'ours',
    bins: options.bins ?? 200,
    transitions: options.transitions ?? 0,
    draw: (job) => draw(job, 0.5, 0.6),
    ...(judged.logProb ? { logProb: judged.logProb } : {}),
    ...(judged.domain ? { domain: judged.domain } : {}),
    ...(signal ? { signal } : {}),
    onProgress: (share) => onProgress?.(0.6 + 0.4 * share),
  });
}

/** How an abstraction is judged by a crew: a network's exact sets may be there already. */
export interface AbstractionOptions extends JudgeOptions, Omit<ExactDesign, 'network' | 'dt' | 'seed'> {
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
  return {
    network,
    dt: abstraction.dt,
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
  const spec = { kind: 'mdn', outside: 'learned', ...shape } as const;
  const chains = crewChains(crew, spec, dt, abstraction, relaxed);
  // What a kernel that looks back holds likely depends on more than the state before.
  if (shape.past > 1) return { chains, domain };
  const kernel = await openMdn(spec, {
    network,
    abstraction,
    ...(relaxed === undefined ? {} : { relaxed }),
  });
  return {
    chains,
    domain,
    logProb: (before, after, rates, out) => kernel.logProb(before, after, rates, dt, out),
  };
}
