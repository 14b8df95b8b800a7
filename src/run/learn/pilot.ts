/**
 * Rows such as a run will meet: a few of its steps are taken, all of the grid where that is
 * cheap, and states are picked from them. The starting state alone would mislead: it is
 * often empty, or calm.
 */
import type { Network } from '../../crn/network.ts';
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { KernelSpec } from '../../kernels/kernel.ts';
import { ssa } from '../../kernels/specs.ts';
import { openSsa } from '../../kernels/ssa.ts';
import { type SampleRows, timeRows } from '../../kernels/time-rows.ts';
import { Purpose, Stream } from '../../numerics/streams.ts';
import type { Frame } from '../../record/frame.ts';
import { run } from '../run.ts';
import { type Overrides, type Setup, type Start, setUp } from '../scenario/setup.ts';
import type { Scenario } from '../scenario.ts';

export interface Pilot {
  readonly sample: SampleRows;
  /** How the rows came about, for people. */
  readonly says: string;
}

export interface PilotOptions {
  /** As the run itself is changed. */
  readonly overrides?: Overrides;
  readonly threads: number;
  /** A learned kernel that may be used where exact steps are dear. */
  readonly learned?: { readonly spec: KernelSpec; readonly abstraction: Abstraction };
}

const mostRows = 4096;
/** Rows of one frame at most, and frames. */
const rowsOfFrame = 256;
const mostFrames = 64;
/** Seconds of the run that are taken at most; a step that takes longer is done for a few rows only. */
const patience = 2;
/** Steps of such rows. */
const partSteps = 3;

/** @throws as `run` does */
export async function pilotRows(scenario: Scenario, options: PilotOptions): Promise<Pilot> {
  const { setup, start } = setUp(scenario, { ...options.overrides, kernel: ssa() });
  const few = startRows(setup, start);
  const { microseconds } = timeRows(await openSsa({ network: setup.network }), setup.network, few);
  const cells = setup.lattice.width * setup.lattice.height;
  const perStep = (1e-6 * microseconds * cells) / options.threads;
  const { learned } = options;
  if (perStep < patience / 4) return fromRun(scenario, { ...options, kernel: ssa() }, 'an exact run');
  if (learned)
    return fromRun(
      scenario,
      { ...options, kernel: learned.spec, abstraction: learned.abstraction },
      'a learned run',
    );
  const rows = Math.max(8, Math.floor((1e6 * patience) / (partSteps * microseconds)));
  return fromPart(setup.network, few, Math.min(rows, mostRows));
}

/** Some cells of the starting state, with their rates. */
function startRows({ network, dt, rates, ratesPerCell }: Setup, { counts }: Start): SampleRows {
  return pick(
    network,
    { counts, rates, dt },
    ratesPerCell,
    mostRows,
    new Stream().open(1, 0, 0, Purpose.analysis),
  );
}

/** At most `most` of some rows, in random order. */
function pick(
  { species, rates: names }: Network,
  from: SampleRows,
  ratesPerRow: boolean,
  most: number,
  stream: Stream,
): SampleRows {
  const [width, wide] = [species.length, ratesPerRow ? names.length : 0];
  const all = from.counts.length / width;
  const rows = Math.min(all, most);
  const counts = new Int32Array(rows * width);
  const rates = ratesPerRow ? new Float64Array(rows * wide) : from.rates;
  for (let r = 0; r < rows; r++) {
    const chosen = all <= most ? r : stream.integer(all);
    counts.set(from.counts.subarray(chosen * width, (chosen + 1) * width), r * width);
    if (ratesPerRow) rates.set(from.rates.subarray(chosen * wide, (chosen + 1) * wide), r * wide);
  }
  return shuffled({ counts, rates, dt: from.dt }, rows, width, wide, stream);
}

function shuffled(
  { counts, rates, dt }: SampleRows,
  rows: number,
  width: number,
  names: number,
  stream: Stream,
): SampleRows {
  const swap = (array: Int32Array | Float64Array, w: number, a: number, b: number): void => {
    for (let k = 0; k < w; k++) {
      const kept = array[a * w + k]!;
      array[a * w + k] = array[b * w + k]!;
      array[b * w + k] = kept;
    }
  };
  for (let r = rows - 1; r > 0; r--) {
    const other = stream.integer(r + 1);
    swap(counts, width, r, other);
    swap(rates, names, r, other);
  }
  return { counts, rates, dt };
}

async function fromRun(
  scenario: Scenario,
  {
    overrides,
    threads,
    kernel,
    abstraction,
  }: PilotOptions & { kernel: KernelSpec; abstraction?: Abstraction },
  what: string,
): Promise<Pilot> {
  const every = { ...scenario, record: { ...scenario.record, every: 1 } };
  const running = run(every, { ...overrides, kernel, threads, ...(abstraction ? { abstraction } : {}) });
  const { network, dt, ratesPerCell } = running.setup;
  const stream = new Stream().open(1, 1, 0, Purpose.analysis);
  let seen: SampleRows[] = [];
  let stride = 1;
  let last = 0;
  let began = performance.now();
  for await (const frame of running) {
    // Threads that start late leave as many steps.
    if (frame.step === 0) began = performance.now();
    if (frame.step === 0 || frame.step % stride !== 0) continue;
    last = frame.step;
    const rows = { counts: frame.counts, rates: ratesAt(running.setup, frame), dt };
    seen.push(pick(network, rows, ratesPerCell, rowsOfFrame, stream));
    if (seen.length > mostFrames) {
      seen = seen.filter((_, i) => i % 2 === 1);
      stride *= 2;
    }
    if (performance.now() - began > 1000 * patience) break;
  }
  running.stop();
  const together = {
    counts: Int32Array.from(seen.flatMap(({ counts }) => [...counts])),
    rates: ratesPerCell ? Float64Array.from(seen.flatMap(({ rates }) => [...rates])) : seen[0]!.rates,
    dt,
  };
  return {
    sample: pick(network, together, ratesPerCell, mostRows, stream),
    says: `rows of steps 1 to ${last} of ${what}`,
  };
}

/** The rates of each cell, with the fields as they are in a frame. */
function ratesAt({ network, rates, fields, fieldRates }: Setup, frame: Frame): Float64Array {
  if (fields.length === 0) return rates;
  const own = rates.slice();
  fields.forEach(({ name }, f) => {
    frame.fields[name]!.forEach((value, cell) => {
      own[cell * network.rates.length + fieldRates[f]!] = value;
    });
  });
  return own;
}

/** Some rows of the start, a few exact steps on; nothing travels. */
async function fromPart(network: Network, few: SampleRows, rows: number): Promise<Pilot> {
  const [width, names] = [network.species.length, network.rates.length];
  const counts = few.counts.slice(0, rows * width);
  const rates = few.rates.length > names ? few.rates.slice(0, rows * names) : few.rates;
  const ssa = await openSsa({ network });
  for (let step = 0; step < partSteps; step++)
    ssa.step(counts, rates, step * few.dt, few.dt, { seed: 1, step, firstAgent: 0 });
  return {
    sample: { counts, rates, dt: few.dt },
    says: `${counts.length / width} rows of the start, ${partSteps} exact steps on, nothing travelling`,
  };
}
