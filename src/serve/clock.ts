/** When it is, and waking up later: the server's only view of time, so that tests can turn it. */
import { openSync, readSync } from 'node:fs';

/** Milliseconds of several kinds. */
export interface Clock {
  /** Milliseconds since some moment. */
  now(): number;
  /** Milliseconds of processor time that this process has taken so far, all its threads together. */
  spent(): number;
  /** Those of this thread alone; where the machine does not tell, as {@link spent}. */
  worked(): number;
  /** Calls back once, `ms` from now. @returns takes it back */
  after(ms: number, call: () => void): () => void;
}

/** Nanoseconds of processor time of this thread lead the line. Linux alone has it. */
const schedule = '/proc/thread-self/schedstat';
const line = Buffer.alloc(64);
let file: number | undefined;

function threadTime(): number | undefined {
  try {
    // Has the kernel add up what has passed since its last tick.
    process.cpuUsage();
    file ??= openSync(schedule, 'r');
    return Number.parseInt(line.toString('latin1', 0, readSync(file, line, 0, line.length, 0)), 10) / 1e6;
  } catch {
    return undefined;
  }
}

/** Real time. A pending call does not keep the process alive. */
export const realClock: Clock = {
  now: () => performance.now(),
  spent() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  worked: () => threadTime() ?? realClock.spent(),
  after(ms, call) {
    const timer = setTimeout(call, ms).unref();
    return () => clearTimeout(timer);
  },
};
