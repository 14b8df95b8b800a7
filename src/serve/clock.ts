/** When it is, and waking up later: the server's only view of time, so that tests can turn it. */
export interface Clock {
  /** Milliseconds since some moment. */
  now(): number;
  /** Milliseconds of processor time that this process has taken so far, all its threads together. */
  spent(): number;
  /** Calls back once, `ms` from now. @returns takes it back */
  after(ms: number, call: () => void): () => void;
}

/** Real time. A pending call does not keep the process alive. */
export const realClock: Clock = {
  now: () => performance.now(),
  spent() {
    const { user, system } = process.cpuUsage();
    return (user + system) / 1000;
  },
  after(ms, call) {
    const timer = setTimeout(call, ms).unref();
    return () => clearTimeout(timer);
  },
};
