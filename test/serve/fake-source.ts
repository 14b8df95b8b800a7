/** A run made of arithmetic: cell c of frame i holds i + c of A and 1 of B; the field is c / 2. */
import type { Change, Intervention } from '../../src/record/intervention.ts';
import type { FrameState } from '../../src/serve/picture/planes-of.ts';
import type { RateInfo, RunFacts, RunState } from '../../src/serve/protocol/run-info.ts';
import type { RunSource } from '../../src/serve/source.ts';

export interface FakeSource extends RunSource {
  /** Frames read so far. */
  readonly reads: number[];
  /** So many more frames, each told of. */
  grow(frames?: number): void;
  become(state: RunState): void;
  /** The newest frame is changed while the run is held. */
  touch(): void;
  intervene(made: Intervention): void;
  /** What it was asked to change, and how it was forked. */
  readonly changes: Change[];
  readonly forks: { readonly index: number; readonly changes: readonly Change[]; readonly later: string }[];
  readonly listeners: number;
}

export interface FakeOptions {
  readonly id?: string;
  readonly width?: number;
  readonly height?: number;
  readonly frames?: number;
  readonly live?: boolean;
  /** A frame that cannot be read. */
  readonly broken?: number;
}

export function fakeSource(options: FakeOptions = {}): FakeSource {
  const { id = 'run', width = 4, height = 3, live = true, broken } = options;
  const cells = width * height;
  let frames = options.frames ?? 1;
  let state: RunState = 'running';
  let revision = 0;
  const reads: number[] = [];
  const changes: FakeSource['changes'] = [];
  const forks: FakeSource['forks'] = [];
  const made: Intervention[] = [];
  const listeners = new Set<() => void>();
  const tell = (): void => {
    for (const call of listeners) call();
  };
  const frame = (i: number, extra = 0): FrameState => {
    const counts = new Int32Array(2 * cells);
    for (let c = 0; c < cells; c++) {
      counts[2 * c] = i + c + extra;
      counts[2 * c + 1] = 1;
    }
    const field = Float64Array.from({ length: cells }, (_, c) => c / 2);
    return { step: 10 * i, time: i / 2, counts, fields: { smell: field }, scalars: { sum: i } };
  };
  const info: RunFacts = {
    id,
    name: 'arithmetic',
    source: live ? 'live' : 'recording',
    width,
    height,
    species: [{ name: 'A' }, { name: 'B' }],
    fields: [{ name: 'smell' }],
    observables: [{ name: 'sum' }],
    dt: 0.05,
    timeUnit: 'h',
    seed: 1,
    kernel: 'ssa',
    rates: [{ name: 'k', value: 1 }],
    network: 'A -> B @ k',
    command: 'crn-grid view arithmetic.ts',
    overlays: [],
  };
  const rates: RateInfo[] = [...info.rates];
  return {
    info,
    reads,
    status: () => ({ state, step: 10 * (frames - 1), time: (frames - 1) / 2, frames }),
    interventions: () => made,
    rates: () => rates,
    columns: () => {
      const all = Array.from({ length: frames }, (_, i) => i);
      return { times: all.map((i) => i / 2), scalars: { sum: all } };
    },
    async read(index) {
      reads.push(index);
      if (index === broken) throw new RangeError(`frame ${index} is damaged`);
      return frame(index);
    },
    ...(live
      ? {
          present: () =>
            frames > 0
              ? { index: frames - 1, revision, state: frame(frames - 1, 1000 * revision) }
              : undefined,
          async control(action) {
            state = action === 'pause' ? 'paused' : 'running';
            tell();
          },
          async change(change) {
            changes.push(change);
            if (change.kind === 'rate' && change.name !== 'k') throw new RangeError('there is no such rate');
            return 10 * frames;
          },
        }
      : {}),
    changes,
    forks,
    fork: live
      ? async (forkId, index, made, later) => {
          forks.push({ index, changes: made, later });
          return fakeSource({ ...options, id: forkId });
        }
      : 'Open it with its scenario.',
    pace: () => (live ? { stepSeconds: 0.25 } : undefined),
    onChange(call) {
      listeners.add(call);
      return () => listeners.delete(call);
    },
    async close() {},
    grow(more = 1) {
      for (let i = 0; i < more; i++) {
        frames++;
        revision = 0;
        tell();
      }
    },
    become(next) {
      state = next;
      tell();
    },
    touch() {
      revision++;
      tell();
    },
    intervene(one) {
      made.push(one);
      tell();
    },
    get listeners() {
      return listeners.size;
    },
  };
}
