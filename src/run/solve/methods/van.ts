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

/** Threads that a fit can have. */
const mostThreads = 256;

export const van: SolveMethod = {
  name: 'van',
  does: 'fits a network that the law can be drawn from; its error is bounded where states can be listed',
  trust:
    'Of van the bound is the sum of what every fit has left over, up to rounding and 1e-7 for each time; the exact law is that of a chain which stops at the limits. Where the states are too many to list they are drawn, and no bound is known: the drift says how many standard errors the means of the network are from where its draws arrived.',

  async *solve(task, done, last, { threads, onProgress }) {
    const { times } = task;
    const twice = times.find((time, i) => time === times[i - 1]);
    if (twice !== undefined) throw new ScenarioError('van', `\`times\` has ${twice} twice`, 'Give it once.');
    let at = done;
    let losses: number[] = [];
    const laws = solveVan({
      ...vanTask(task),
      times: times.slice(done),
      threads: Math.min(threads, mostThreads),
      ...(last ? { resume: stateOf(last) } : {}),
      onFit: ({ time, update, updates, loss }) => {
        losses.push(loss);
        const from = times[at - 1] ?? 0;
        const share = update / updates;
        onProgress({
          time: from + share * (time - from),
          share: (at + share) / times.length,
          told: { update, loss },
        });
      },
    });
    for await (const law of laws) {
      yield solved(law, task, losses);
      losses = [];
      at++;
    }
  },

  open: (task, kept) => openVanLaw(vanTask(task), stateOf(kept)),
};

/** @throws ScenarioError for a task of another method */
function vanTask({ network, rates, start, times, limits, maxStates, van: settings }: SolveTask): VanTask {
  if (!settings) throw new ScenarioError('van', 'the task is not one of van', "Ask for `method: 'van'`.");
  const { network: model, order, seed } = settings;
  const { rate, ...fit } = settings.fit;
  return {
    ...{ network, rates, start, times, limits, maxStates, model, seed },
    fit: { ...fit, ...(rate === undefined ? {} : { rate }) },
    ...(order === undefined ? {} : { order }),
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

/** What is measured where states are listed, or where they are drawn. */
function told(law: VanLaw, task: SolveTask, { divergence, drift, blocked, updates }: VanDiagnostics) {
  if (law.samples > 0) return { samples: task.van!.fit.samples, drift, blocked, updates };
  const { probability } = law as VanLaw & { readonly probability: Float64Array };
  return { states: probability.length, divergence, blocked, updates };
}

/** Bytes of a task's name. */
const nameBytes = 32;

function partsOf({ weights, steps, task }: VanState, losses: readonly number[]): Parts {
  const name = Int32Array.from(Buffer.from(task, 'hex'));
  return {
    weights: { data: weights, shape: [weights.length], dimensions: ['weight'] },
    steps: { data: Int32Array.of(steps), shape: [1], dimensions: ['one'] },
    task: { data: name, shape: [nameBytes], dimensions: ['byte'] },
    losses: { data: Float64Array.from(losses), shape: [losses.length], dimensions: ['look'] },
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
  };
}
