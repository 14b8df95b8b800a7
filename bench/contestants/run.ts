/** A whole run through the public door: wall seconds, by phase. */
import { run } from '../../dist/index.js';
import { type RunName, timedRun } from '../scenarios.ts';
import { answer, readJob } from '../start.ts';

export interface RunJob {
  readonly name: RunName;
  readonly threads: number;
}

export interface RunTimes {
  /** Wall seconds of the stepping, and of them by phase, mean over threads. */
  readonly wall: number;
  readonly seconds: Readonly<Record<string, number>>;
  readonly cellSteps: number;
  /** Passes of a field over all cells. */
  readonly passes: number;
  readonly events: number;
  /** Largest memory of the process, bytes. */
  readonly memory: number;
}

const { name, threads } = await readJob<RunJob>();
const { scenario, options, passes = 0 } = await timedRun(name);
const { wall, seconds, cellSteps, tally } = await run(scenario, { ...options, threads }).outcome;
const memory = 1024 * process.resourceUsage().maxRSS;
const times: RunTimes = { wall, seconds, cellSteps, passes, events: tally.events, memory };
answer(times);
