/** Forks `watched-run.ts` or `ready-frames.ts`, and hears what it says. */
import { type ChildProcess, fork } from 'node:child_process';

/** A run, watched or not. */
export interface RunJob {
  readonly watched: boolean;
  /** Cells a side. */
  readonly side: number;
  /** Time of a step, steps between frames, and frames after the first. */
  readonly step: number;
  readonly every: number;
  readonly frames: number;
  readonly threads: number;
}

/** Frames that are ready, so many a second. */
export interface ReadyJob {
  readonly side: number;
  readonly rate: number;
}

/**
 * What the process says: where the page is, or an empty text without one, once the run is held at its first frame; and
 * what the frames from there on took, all threads together.
 */
export type RunWord =
  | { readonly url: string }
  | { readonly cpu: number; readonly wall: number; readonly frames: number };

type Spent = Extract<RunWord, { readonly cpu: number }>;

export interface ForkedRun {
  readonly pid: number;
  /** Of the page; empty where the run is not watched. */
  readonly url: Promise<string>;
  /** Said once, at the end. */
  readonly spent: Promise<Spent>;
  say(word: 'go' | 'stop' | 'leave'): void;
  readonly gone: Promise<void>;
}

export function forkRun(job: RunJob | ReadyJob): ForkedRun {
  const name = 'rate' in job ? './ready-frames.ts' : './watched-run.ts';
  const program = new URL(name, import.meta.url).pathname;
  const child: ChildProcess = fork(program, [JSON.stringify(job)], {
    execArgv: ['--import', 'jiti/register'],
  });
  const gone = new Promise<void>((resolve, reject) => {
    child.on('exit', (code) => (code === 0 ? resolve() : reject(new Error(`the run ended with ${code}`))));
  });
  const word = <W extends RunWord>(is: (said: RunWord) => said is W): Promise<W> =>
    new Promise((heard, reject) => {
      child.on('message', (said: RunWord) => is(said) && heard(said));
      gone.then(() => reject(new Error('the run said nothing')), reject);
    });
  const url = word((said): said is { url: string } => 'url' in said).then((said) => said.url);
  return {
    pid: child.pid!,
    url,
    spent: word((said): said is Spent => 'cpu' in said),
    say: (what) => void child.send(what),
    gone,
  };
}
