/** Ctrl-C, and what a system sends to end a program: once to stop in order, again to quit. */

/**
 * Calls back at the first wish to stop; at the second the process ends.
 *
 * @returns stops listening
 */
export function onInterrupt(stop: () => void): () => void {
  let stopping = false;
  const interrupt = (): void => {
    if (stopping) process.exit(130);
    stopping = true;
    stop();
  };
  process.on('SIGINT', interrupt);
  process.on('SIGTERM', interrupt);
  return () => {
    process.off('SIGINT', interrupt);
    process.off('SIGTERM', interrupt);
  };
}

/** Waits for the first wish to stop. */
export function interrupted(): Promise<void> {
  return new Promise((stop) => void onInterrupt(stop));
}
