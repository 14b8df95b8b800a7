/**
 * Many whole runs in one thread, in lockstep where the kernel gains by it: a learned kernel draws the
 * rows of all of them in full batches. Each run gives, bit for bit, the frames of `run` with its seed,
 * whatever it is stacked with.
 *
 * Use for runs that are too small to be cut into tiles: sweeps, replicates. Not for one large run.
 */
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { Kernel, RowTally } from '../../kernels/kernel.ts';
import { noRows, stacks as stacksRows, stepBlock } from '../../kernels/step-block.ts';
import type { Frame } from '../../record/frame.ts';
import type { Observe } from '../scenario/observables.ts';
import type { Setup, Start } from '../scenario/setup.ts';
import type { OpenStack } from './open-stack.ts';
import { stackKey } from './stack-key.ts';
import { StackedRun } from './stacked-run.ts';
import { openStacks, type Stacks } from './stacks.ts';

/** A run that is to be stacked. */
export interface StackRun {
  readonly setup: Setup;
  readonly start: Start;
  readonly observe: Observe;
  /** Told each frame in turn, that of time 0 too; `enough` ends the run there, an error this run alone. */
  onFrame(frame: Frame): 'enough' | undefined;
}

export interface StackOptions {
  /** Needed by learned kernels. */
  readonly abstraction?: Abstraction;
  /** What stays open from call to call. Default: nothing. */
  readonly stacks?: Stacks;
}

/** How a run ended. */
export interface StackResult {
  readonly status: 'finished' | 'enough' | 'failed';
  /** Steps taken. */
  readonly step: number;
  readonly tally: Readonly<RowTally>;
  /** Molecules that left over an absorbing edge. */
  readonly lost: number;
  /** Why it failed. */
  readonly error?: unknown;
}

/**
 * Runs all of them in this thread.
 *
 * @param runs  asked for one by one, as there is room for another: hundreds and more are well. Those of one key
 *              (see `stackKey`) should follow each other: where the key changes, all that have begun end first
 * @returns in the order of the runs
 * @throws ScenarioError where a device computes the network; KernelError and AbstractionError where a kernel
 *                       cannot be opened
 */
export async function runStack(
  runs: Iterable<StackRun>,
  { abstraction, stacks = openStacks() }: StackOptions = {},
): Promise<readonly StackResult[]> {
  const results: StackResult[] = [];
  const queue = new Queue(runs);
  while (queue.first) {
    const stack = await stacks.open(queue.first.setup, abstraction);
    if (playAll(stack, queue, results) === 'full') stacks.drop(stack);
  }
  return results;
}

/** Runs in order, asked for as late as can be. */
class Queue {
  /** Runs that were taken. */
  taken = 0;
  readonly #runs: Iterator<StackRun>;
  #first: StackRun | undefined;
  #ended = false;

  constructor(runs: Iterable<StackRun>) {
    this.#runs = runs[Symbol.iterator]();
  }

  /** The next one, if there is one. */
  get first(): StackRun | undefined {
    if (!this.#first && !this.#ended) {
      const { done, value } = this.#runs.next();
      if (done) this.#ended = true;
      else this.#first = value;
    }
    return this.#first;
  }

  take(): void {
    this.#first = undefined;
    this.taken++;
  }
}

/** Plays runs from the queue until one comes that the stack cannot take. @returns whether it is full */
function playAll(stack: OpenStack, queue: Queue, results: StackResult[]): 'full' | 'other' {
  const free = [...stack.grids];
  const key = stackKey(queue.first!.setup);
  const { dt } = queue.first!.setup;
  let live: StackedRun[] = [];
  let full = false;

  /** Begins runs while there is room. */
  const begin = (): void => {
    while (free.length > 0 && queue.first && stackKey(queue.first.setup) === key) {
      const [number, run] = [queue.taken, queue.first];
      try {
        const transport = stack.transportOf(run.setup);
        full = transport === undefined;
        if (!transport) return;
        live.push(new StackedRun(number, run, free.at(-1)!, transport));
        free.pop();
      } catch (error) {
        results[number] = { status: 'failed', step: 0, tally: noRows(), lost: 0, error };
      }
      queue.take();
    }
  };

  const settle = (): void => {
    if (live.every((run) => !run.result)) return;
    for (const run of live)
      if (run.result) {
        results[run.number] = run.result;
        free.push(run.arrays);
      }
    live = live.filter((run) => !run.result);
  };

  for (;;) {
    if (!full) begin();
    settle();
    if (live.length > 0) stepAll(stack.kernel, live, dt);
    else if (full || !queue.first || stackKey(queue.first.setup) !== key) return full ? 'full' : 'other';
  }
}

/** One step of every run. */
function stepAll(kernel: Kernel, live: readonly StackedRun[], dt: number): void {
  for (const run of live) run.before();
  reactTogether(
    kernel,
    live.filter((run) => !run.result),
    dt,
  );
  for (const run of live) if (!run.result) run.after();
}

/** Lets the rows of all runs react; a run with a row that cannot be stepped fails alone. */
function reactTogether(kernel: Kernel, runs: readonly StackedRun[], dt: number): void {
  if (!stacksRows(kernel) || runs.length < 2) {
    reactAlone(kernel, runs, dt);
    return;
  }
  for (const run of runs) run.keep();
  try {
    kernel.stepStack(
      runs.map((run) => run.block),
      dt,
    );
  } catch (error) {
    for (const run of runs) run.putBack();
    reactAlone(kernel, runs, dt);
    // Whatever has failed then, it was no row.
    if (runs.every((run) => !run.result)) throw error;
  }
}

/** One after the other. */
function reactAlone(kernel: Kernel, runs: readonly StackedRun[], dt: number): void {
  for (const run of runs)
    try {
      stepBlock(kernel, run.block, dt);
    } catch (error) {
      run.fail(error);
    }
}
