/** Solves a task and keeps every law on disk; what was solved before is not solved again. */
import type { Progress } from '../../cme/fsp/job.ts';
import { version } from '../../version.ts';
import type { Scenario } from '../scenario.ts';
import type { LawsHeader } from './laws/format.ts';
import { type LawStore, openLawStore } from './laws/law-store.ts';
import type { Solved, SolveMethod } from './method.ts';
import { hashTask, type SolveTask } from './task.ts';

export interface SolveScenarioOptions {
  readonly scenario: Scenario;
  readonly task: SolveTask;
  readonly method: SolveMethod;
  /** Where the laws go, or where those of an earlier solve are. */
  readonly out: string;
  /** Replace the laws that are there. */
  readonly overwrite?: boolean;
  /** The command line, for the attributes. */
  readonly command: string;
  /** Seconds between savings, in which only what the last law is made of is written. Default 5. */
  readonly saveEvery?: number;
  /** Aborting it stops the solve within a second or so. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
  readonly onLaw?: (solved: Solved) => void;
}

export interface SolveOutcome {
  readonly status: 'finished' | 'stopped';
  /** Times that an earlier solve had done. */
  readonly before: number;
  /** Times that are done now. */
  readonly done: number;
  /** Of this solve alone. */
  readonly wall: number;
}

/**
 * Solves what is left of a task. A stopped or killed solve leaves the laws it has found; the same task
 * goes on from the last of them, to the same bits as if it had never been stopped.
 *
 * @throws RecordingError where `out` holds something else; ScenarioError and SolverError as the method does
 */
export async function solveScenario(options: SolveScenarioOptions): Promise<SolveOutcome> {
  const { task, method, signal } = options;
  const header = headerOf(options);
  const store = await openLawStore(options.out, header, { overwrite: options.overwrite === true });
  const before = store.rows.length;
  const began = performance.now();
  const pause = 1000 * (options.saveEvery ?? 5);
  let saved = began;
  const stop = new Stopped();
  const onProgress = (progress: Progress): void => {
    options.onProgress?.(progress);
    if (signal?.aborted) throw stop;
  };
  try {
    if (before < task.times.length)
      for await (const solved of method.solve(task, before, store.last, onProgress)) {
        await store.add(solved);
        options.onLaw?.(solved);
        if (signal?.aborted) throw stop;
        if (performance.now() - saved < pause) continue;
        await store.save();
        saved = performance.now();
      }
  } catch (error) {
    if (error !== stop) {
      // What was found so far is worth more than a clean failure.
      await keep(store, before).catch(() => {});
      throw error;
    }
  }
  await keep(store, before);
  const done = store.rows.length;
  const status = done < task.times.length ? 'stopped' : 'finished';
  return { status, before, done, wall: (performance.now() - began) / 1000 };
}

class Stopped extends Error {}

/** What was found is saved; a place where nothing was is left as it was. */
async function keep(store: LawStore, before: number): Promise<void> {
  if (store.rows.length > before) await store.save();
  if (store.rows.length === 0) await store.discard();
}

function headerOf({ scenario, task, method, command }: SolveScenarioOptions): LawsHeader {
  return {
    scenario: scenario.name,
    taskHash: hashTask(task, method.name),
    method: method.name,
    species: task.network.species,
    network: task.network.text,
    rates: task.rates,
    start: startText(task),
    times: task.times,
    limits: task.limits,
    error: task.error,
    truncation: task.truncation,
    timeUnit: scenario.time.unit,
    versions: { 'crn-grid': version, node: process.versions.node },
    command,
    view: Object.fromEntries(
      Object.entries(scenario.view ?? {}).map(([name, label]) => [
        name,
        typeof label === 'string' ? { label } : label,
      ]),
    ),
  };
}

/** The start in words. */
function startText({ start, network }: SolveTask): string {
  if (start.kind === 'listed') return `${(start as { probability: Float64Array }).probability.length} states`;
  const counts = (start.kind === 'poisson' ? start.mean : start) as Readonly<Record<string, number>>;
  const named = network.species.filter((s) => (counts[s] ?? 0) > 0).map((s) => `${s} ${counts[s]}`);
  const words = named.length > 0 ? named.join(', ') : 'nothing';
  return start.kind === 'poisson' ? `a Poisson law of mean ${words}` : words;
}
