/**
 * A scenario made ready to run: plain data only, every function of a cell called,
 * so that it can be hashed, saved and posted to threads.
 */
import { createHash } from 'node:crypto';
import { hashNetwork } from '../../crn/hash.ts';
import type { Network } from '../../crn/network.ts';
import { ScenarioError } from '../../errors.ts';
import type { FieldRule } from '../../grid/fields.ts';
import type { HopRule } from '../../grid/hopping.ts';
import type { MaxRule } from '../../grid/max-rule.ts';
import type { Lattice } from '../../grid/space.ts';
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { KernelSpec } from '../../kernels/kernel.ts';
import { learnedShape } from '../../kernels/open-kernel.ts';
import { hasRoutes } from '../../kernels/routes.ts';
import { ssa } from '../../kernels/specs.ts';
import { Purpose, Stream } from '../../numerics/streams.ts';
import { hasRelaxedSimd } from '../../wasm/features.ts';
import type { Cell, PerCell, Scenario } from '../scenario.ts';
import { checkCount } from './check/checks.ts';
import { checkScenario } from './check-scenario.ts';

/** What a thread needs to know to run its tile. */
export interface Setup {
  readonly name: string;
  readonly network: Network;
  readonly kernel: KernelSpec;
  /** What computes a learned kernel's network: `simd`, `simd-fma`, or the backend of a device; '' for exact ones. */
  readonly backend: string;
  readonly lattice: Lattice;
  readonly hops: readonly HopRule[];
  readonly fields: readonly FieldRule[];
  readonly maxes: readonly MaxRule[];
  readonly split: 'strang' | 'lie';
  readonly dt: number;
  /** Steps in the whole run. */
  readonly steps: number;
  /** Steps between frames. */
  readonly every: number;
  /** Whether frames tell which way each cell went in the step before. */
  readonly routes: boolean;
  readonly seed: number;
  readonly timeUnit: string;
  /** Shape [rates], or [cells, rates] where `ratesPerCell`. Columns of fields are filled as they change. */
  readonly rates: Float64Array;
  readonly ratesPerCell: boolean;
  /** Rate column each field feeds. */
  readonly fieldRates: readonly number[];
}

/** The state a run begins with. */
export interface Start {
  /** Shape [cells, species]. */
  readonly counts: Int32Array;
  /** Shape [cells] each, in the order of `setup.fields`. */
  readonly fields: readonly Float64Array[];
}

/** What the command line, a sweep or a test may change. */
export interface Overrides {
  readonly seed?: number;
  readonly until?: number;
  readonly kernel?: KernelSpec;
  /** Default: this machine's own routine, `simd-fma` where it has fused multiply–add, else `simd`. */
  readonly backend?: string;
  readonly rates?: Readonly<Record<string, number>>;
  readonly size?: readonly [number, number];
}

/** @throws ScenarioError for a function of the cell that gives no count or no rate */
export function setUp(given: Scenario, overrides: Overrides = {}): { setup: Setup; start: Start } {
  const s = override(given, overrides);
  checkScenario(s);
  const network = s.crn;
  const [width, height] = s.grid?.size ?? [1, 1];
  const lattice: Lattice = {
    width,
    height,
    edge: s.grid?.edge ?? 'reflect',
    neighbours: s.grid?.neighbours ?? 4,
  };
  const seed = s.seed ?? 1;
  const where = `scenario "${s.name}"`;
  const cells = eachCell(lattice, seed);
  const column = (name: string): number => network.species.indexOf(name);
  const perCell = (value: PerCell, entry: string): number | Float64Array =>
    typeof value === 'number' ? value : cells.map((cell) => checkRate(where, `${entry}`, value(cell), cell));

  const fieldNames = Object.keys(s.fields ?? {});
  const fields: FieldRule[] = Object.entries(s.fields ?? {}).map(([name, f]) => ({
    name,
    diffusion: f.diffusion,
    decay: f.decay ?? 0,
    sources: Object.entries(f.from ?? {}).map(([from, rate]) => ({
      species: column(from),
      rate: rate as number,
    })),
  }));
  const rateValues = network.rates.map((name) =>
    fieldNames.includes(name) ? 0 : perCell((s.rates as Record<string, PerCell>)[name]!, `rates.${name}`),
  );
  const ratesPerCell = fieldNames.length > 0 || rateValues.some((v) => typeof v !== 'number');
  const kernel = s.kernel === undefined || s.kernel === 'auto' ? ssa() : s.kernel;
  const learned = learnedShape(kernel) !== undefined;
  if (overrides.backend !== undefined && !learned)
    throw new ScenarioError(
      `backend "${overrides.backend}"`,
      `the kernel is ${kernel.kind}, which has no network to compute`,
      'Take a learned kernel, or leave the backend out.',
    );
  const setup: Setup = {
    name: s.name,
    network,
    kernel,
    backend: learned ? (overrides.backend ?? (hasRelaxedSimd() ? 'simd-fma' : 'simd')) : '',
    lattice,
    hops: Object.entries(s.hop ?? {})
      .map(([name, rate]) => ({ species: column(name), rate: perCell(rate as PerCell, `hop.${name}`) }))
      .sort((a, b) => a.species - b.species),
    fields,
    maxes: Object.entries(s.max ?? {}).map(([name, rule]) => ({ species: column(name), ...rule! })),
    split: s.split ?? 'strang',
    dt: s.time.step,
    steps: Math.round(s.time.until / s.time.step),
    every: s.record?.every ?? 1,
    routes: hasRoutes(kernel) && s.record?.routes !== false,
    seed,
    timeUnit: s.time.unit ?? '',
    rates: layRates(rateValues, ratesPerCell ? width * height : 0),
    ratesPerCell,
    fieldRates: fieldNames.map((name) => network.rates.indexOf(name)),
  };
  const start: Start = {
    counts: startCounts(s, cells, where),
    fields: Object.entries(s.fields ?? {}).map(([name, f]) => {
      const value = perCell(f.start ?? 0, `fields.${name}.start`);
      return typeof value === 'number' ? new Float64Array(width * height).fill(value) : value;
    }),
  };
  network.events.forEach((event) => {
    // A latch remembers its condition from the start on; a condition true at the start fires in step 0.
    if (event.latch !== undefined)
      for (let i = event.latch; i < start.counts.length; i += network.species.length) start.counts[i] = 0;
  });
  return { setup, start };
}

/** Identifies what a run computes and records: everything but threads, paths, observables, routes and its length. */
export function hashSetup(setup: Setup, start: Start, abstraction?: Abstraction): string {
  const hash = createHash('sha256');
  const { network, rates, steps: _, hops, routes: __, ...rest } = setup;
  hash.update(hashNetwork(network));
  hash.update(
    JSON.stringify({
      ...rest,
      hops: hops.map((h) => [h.species, typeof h.rate === 'number' ? h.rate : Array.from(h.rate)]),
    }),
  );
  hash.update(bytes(rates));
  hash.update(bytes(start.counts));
  for (const f of start.fields) hash.update(bytes(f));
  if (abstraction) hash.update(bytes(abstraction.weights));
  return hash.digest('hex');
}

function bytes(a: Float64Array | Float32Array | Int32Array): Uint8Array {
  return new Uint8Array(a.buffer, a.byteOffset, a.byteLength);
}

function override(s: Scenario, o: Overrides): Scenario {
  const where = `scenario "${s.name}"`;
  for (const name of Object.keys(o.rates ?? {}))
    if (!s.crn.rates.includes(name))
      throw new ScenarioError(where, `there is no rate "${name}"`, `There are: ${s.crn.rates.join(', ')}.`);
  return {
    ...s,
    ...(o.seed === undefined ? {} : { seed: o.seed }),
    ...(o.until === undefined ? {} : { time: { ...s.time, until: o.until } }),
    ...(o.kernel === undefined ? {} : { kernel: o.kernel }),
    ...(o.rates === undefined ? {} : { rates: { ...s.rates, ...o.rates } }),
    ...(o.size === undefined ? {} : { grid: { ...s.grid, size: o.size } }),
  } as Scenario;
}

interface Cells {
  readonly length: number;
  map(f: (cell: Cell) => number): Float64Array;
  forEach(f: (cell: Cell, index: number) => void): void;
}

/** Visits every cell with one reused {@link Cell}; `random` starts anew for each cell and use. */
function eachCell({ width, height }: Lattice, seed: number): Cells {
  const stream = new Stream();
  const visit = (f: (cell: Cell, index: number) => void): void => {
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++) {
        const index = y * width + x;
        stream.open(seed, 0, index, Purpose.start);
        const radius = Math.hypot(x - (width - 1) / 2, y - (height - 1) / 2);
        f({ x, y, width, height, radius, random: () => stream.uniform() }, index);
      }
  };
  return {
    length: width * height,
    forEach: visit,
    map: (f) => {
      const out = new Float64Array(width * height);
      visit((cell, i) => {
        out[i] = f(cell);
      });
      return out;
    },
  };
}

function startCounts(s: Scenario, cells: Cells, where: string): Int32Array {
  const { species } = s.crn;
  const counts = new Int32Array(cells.length * species.length);
  const start = s.start;
  cells.forEach((cell, i) => {
    const given = (typeof start === 'function' ? start(cell) : start) as Record<string, number>;
    for (const [name, n] of Object.entries(given ?? {})) {
      const column = species.indexOf(name);
      const entry = `start(${cell.x}, ${cell.y}).${name}`;
      if (column < 0)
        throw new ScenarioError(
          where,
          `\`${entry}\`: "${name}" is no species of the network`,
          `There are: ${species.join(', ')}.`,
        );
      checkCount(where, entry, n);
      counts[i * species.length + column] = n;
    }
  });
  return counts;
}

function layRates(values: readonly (number | Float64Array)[], cells: number): Float64Array {
  const n = values.length;
  const out = new Float64Array(Math.max(1, cells) * n);
  for (let cell = 0; cell < Math.max(1, cells); cell++)
    values.forEach((v, r) => {
      out[cell * n + r] = typeof v === 'number' ? v : v[cell]!;
    });
  return out;
}

function checkRate(where: string, entry: string, value: number, cell: Cell): number {
  if (typeof value !== 'number' || !(value >= 0) || !Number.isFinite(value))
    throw new ScenarioError(
      where,
      `\`${entry}\` at cell (${cell.x}, ${cell.y}) is ${String(value)}`,
      'The function must give a finite number, 0 or more.',
    );
  return value;
}
