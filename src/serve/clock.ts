/** When it is, and waking up later: the server's only view of time, so that tests can turn it. */
export interface Clock {
  /** Milliseconds since some moment. */
  now(): number;
  /** Calls back once, `ms` from now. @returns takes it back */
  after(ms: number, call: () => void): () => void;
}

/** Real time. A pending call does not keep the process alive. */
export const realClock: Clock = {
  now: () => performance.now(),
  after(ms, call) {
    const timer = setTimeout(call, ms).unref();
    return () => clearTimeout(timer);
  },
};
