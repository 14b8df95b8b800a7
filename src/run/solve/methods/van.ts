/**
 * The autoregressive network: a law that can be drawn from, with a bound where states can be listed.
 *
 * A law follows from the weights of the one before it: those are what is kept, and the law made of them
 * again.
 */
import type { VanTask } from '../../../cme/van/job.ts';
import { openVanLaw } from '../../../cme/van/open-law.ts';
import type { VanState } from '../../../cme/van/state.ts';
import type { VanDiagnostics, VanLaw } from '../../../cme/van/van-law.ts';
import { solveVan } from '../../../cme/van.ts';
import { ScenarioError } from '../../../errors.ts';
import type { Kept, Parts, Solved, SolveMethod } from '../method.ts';
import type { SolveTask } from '../task.ts';
import { vanForward } from './van-forward.ts';

/** Threads that a fit can have. */
const mostThreads = 256;

export const van: SolveMethod = {
  name: 'van',
  does: 'fits a network that the law can be drawn from; its error is bounded where states can be listed, else estimated',
  trust:
    'Of van the bound is the sum of what every fit has left over, up to rounding and 1e-7 for each time; the exact law is that of a chain which stops at the limits. Where the states are too many to list they are drawn and, with constant rates, simulated as if there were no limits: what ends beyond them is simulated again inside, what was beyond and came back is not (`blocked` says how much they stop). Then the error is estimated: at draws of each network its probabilities are compared with those that paths going back in time lead to. Beside it stand its standard error, and what is left of it without the noise of the ratios (errorLeast); ess is the effective sample size of draws weighted by them, as a share. Where jumps are too many for paths to go back all the way, they go back over the last of each step alone (checkedOver), to two networks fitted to draws of their own: what all these networks have in common and what lasts longer is then not seen, but where marginals and pairs are compared with exact trajectories. The drift says how many standard errors the means of the network are from where its draws arrived. With `variational` nothing is simulated, but for a pilot of 256 paths that finds limits where none are given, and the error is that of the network to what each step aimed at, not that of the steps in time, which `tolerance` holds down. With `parity` how far the laws are off is not known: the divergence is that from what the last step aimed at, in its last batch, and cannot see a network that lags behind; `clipped` is the share of draws for which an Euler step led below 0, and above 0 it is too long.',

  async *solve(task, done, last, { threads, onProgress }) {
    const { times } = task;
    const twice = times.find((time, i) => time === times[i - 1]);
    if (twice !== undefined) throw new ScenarioError('van', `\`times\` has ${twice} twice`, 'Give it once.');
    let at = done;
    let losses: number[] = [];
    let reached = times[done - 1] ?? 0;
    const shareOf = (): number => {
      const [begin, end] = [times[at - 1] ?? 0, times[at] ?? reached];
      return (at + (end > begin ? (reached - begin) / (end - begin) : 0)) / times.length;
    };
    const tell = (told: Readonly<Record<string, number>>) =>
      onProgress({ time: reached, share: shareOf(), told });
    const forward = vanForward(task, Math.min(threads, mostThreads), (paths) => tell({ paths }));
    const laws = solveVan({
      ...vanTask(task),
      forward,
      times: times.slice(done),
      threads: Math.min(threads, mostThreads),
      ...(last ? { resume: stateOf(last) } : {}),
      onFit: ({ from, time, update, updates, loss }) => {
        losses.push(loss);
        // A step that is done again, shorter, takes nothing back.
        reached = Math.max(reached, from + (update / updates) * (time - from));
        tell({ update, loss });
      },
    });
    try {
      for await (const law of laws) {
        yield solved(law, task, losses);
        losses = [];
        at++;
      }
    } finally {
      await forward.close();
    }
  },

  open: (task, kept) =>
    openVanLaw({ ...vanTask(task), forward: vanForward(task, 1, () => {}) }, stateOf(kept)),
};

/** @throws ScenarioError for a task of another method */
function vanTask({ network, rates, start, times, limits, maxStates, van: settings }: SolveTask): VanTask {
  if (!settings) throw new ScenarioError('van', 'the task is not one of van', "Ask for `method: 'van'`.");
  const { network: model, order, seed, variational, parity } = settings;
  const { rate, ...fit } = settings.fit;
  return {
    ...{ network, rates, start, times, limits, maxStates, model, seed },
    fit: { ...fit, ...(rate === undefined ? {} : { rate }) },
    ...(order === undefined ? {} : { order }),
    ...(variational === undefined ? {} : { variational }),
    ...(parity === undefined ? {} : { parity }),
  };
}

function solved(law: VanLaw, task: SolveTask, losses: readonly number[]): Solved {
  const { time, state, diagnostics } = law;
  return {
    law,
    time,
    error: Number.isNaN(diagnostics.error) ? Number.POSITIVE_INFINITY : 2 * diagnostics.error,
    told: told(law, task, diagnostics),
    parts: partsOf(state, losses),
  };
}

/** What is measured where states are listed, or where they are drawn; errors are of Σ|p − exact|. */
function told(law: VanLaw, task: SolveTask, diagnostics: VanDiagnostics): Readonly<Record<string, number>> {
  const { divergence, drift, blocked, updates, ess, errorDeviation, errorLeast } = diagnostics;
  const { checkedOver, clipped } = diagnostics;
  const parity = task.van!.parity;
  if (parity) {
    const cut = clipped === undefined ? {} : { clipped };
    return { samples: parity.batch, divergence, blocked, updates, ...cut };
  }
  if (law.samples > 0)
    return {
      samples: task.van!.variational?.batch ?? task.van!.fit.samples,
      ess,
      errorDeviation: 2 * errorDeviation,
      errorLeast: 2 * errorLeast,
      ...(checkedOver === undefined ? {} : { checkedOver }),
      ...{ drift, blocked, updates },
    };
  const { probability } = law as VanLaw & { readonly probability: Float64Array };
  return { states: probability.length, divergence, blocked, updates };
}

/** Bytes of a task's name. */
const nameBytes = 32;

function partsOf(
  { weights, steps, task, doubt, limits, step, adam }: VanState,
  losses: readonly number[],
): Parts {
  const name = Int32Array.from(Buffer.from(task, 'hex'));
  return {
    weights: { data: weights, shape: [weights.length], dimensions: ['weight'] },
    steps: { data: Int32Array.of(steps), shape: [1], dimensions: ['one'] },
    task: { data: name, shape: [nameBytes], dimensions: ['byte'] },
    losses: { data: Float64Array.from(losses), shape: [losses.length], dimensions: ['look'] },
    ...(step === undefined ? {} : { step: { data: Float64Array.of(step), shape: [1], dimensions: ['one'] } }),
    ...(limits ? { limits: { data: limits, shape: [limits.length], dimensions: ['species'] } } : {}),
    ...(doubt
      ? { doubt: { data: Float64Array.of(doubt.variance, doubt.least), shape: [2], dimensions: ['two'] } }
      : {}),
    ...(adam
      ? {
          adamMean: { data: adam.m, shape: [adam.m.length], dimensions: ['weight'] },
          adamSquare: { data: adam.v, shape: [adam.v.length], dimensions: ['weight'] },
          adamSteps: { data: Int32Array.of(adam.steps), shape: [1], dimensions: ['one'] },
        }
      : {}),
  };
}

function stateOf({ time, error, parts }: Kept): VanState {
  return {
    format: 'crn-grid van 1',
    task: Buffer.from(parts.task!.data).toString('hex'),
    time,
    weights: parts.weights!.data as Float32Array,
    steps: parts.steps!.data[0]!,
    error: Number.isFinite(error) ? error / 2 : Number.NaN,
    ...(parts.step ? { step: parts.step.data[0]! } : {}),
    ...(parts.limits ? { limits: parts.limits.data as Float64Array } : {}),
    ...(parts.doubt ? { doubt: { variance: parts.doubt.data[0]!, least: parts.doubt.data[1]! } } : {}),
    ...(parts.adamSteps
      ? {
          adam: {
            m: parts.adamMean!.data as Float32Array,
            v: parts.adamSquare!.data as Float32Array,
            steps: parts.adamSteps.data[0]!,
          },
        }
      : {}),
  };
}
