/** What `abstraction.json` must hold: a file of an earlier layout is told from one that was cut off. */
import type {
  Abstraction,
  CountsScaling,
  Domain,
  GaussianScaling,
  Provenance,
} from '../kernels/abstraction.ts';
import type { Genotype } from '../kernels/learned/cells/genotype.ts';
import type { CheckFamily, DwellTimes, OwnDistance, Verdict } from '../kernels/verdict.ts';

/** `measure`: a number, or null where JSON has none for it. A list of one schema: a list of such. */
type Schema =
  | ('number' | 'measure' | 'text' | 'boolean' | 'object' | 'numbers' | 'list')
  | readonly [Schema]
  | { readonly [name: string]: Schema };
type Entries<T> = { readonly [K in keyof T]?: Schema };

const domain = { counts: ['numbers'], rates: ['numbers'], dt: 'numbers' } as const satisfies Entries<Domain>;
const totals = [{ coefficients: 'numbers', is: 'number' }] as const;
const genotype = {
  cells: [{ expands: 'boolean', edges: [{ operation: 'text', from: 'number' }], reduced: 'numbers' }],
} as const satisfies Entries<Genotype>;
const counts = {
  basis: { kind: 'text', order: 'numbers' },
  marks: [{ species: 'number', count: 'number' }],
  featureMean: 'numbers',
  featureSd: 'numbers',
  anchor: ['text'],
  intercept: 'numbers',
  slope: 'numbers',
  scale: 'numbers',
  home: 'numbers',
  spread: 'numbers',
} as const satisfies Entries<CountsScaling>;
const gaussian = { origin: 'numbers', unit: 'numbers' } as const satisfies Entries<GaussianScaling>;
const provenance = {
  seed: 'number',
  starts: 'number',
  transitions: 'number',
  heldOut: 'number',
  rounds: 'number',
  epochs: 'number',
  validation: 'measure',
  loss: 'measure',
  backend: 'text',
  versions: 'object',
} as const satisfies Entries<Provenance>;
const distance = {
  species: 'text',
  lag: 'number',
  l1: 'measure',
  iou: 'measure',
  l1Floor: 'measure',
  iouFloor: 'measure',
} as const satisfies Entries<OwnDistance>;
const family = {
  name: 'text',
  tested: 'number',
  failed: 'number',
  worst: [{ what: 'text', lag: 'number', value: 'measure', floor: 'measure', limit: 'measure' }],
} as const satisfies Entries<CheckFamily>;
const dwell = { visits: 'number', mean: 'measure', survival: 'list' } as const;
const dwells = {
  species: 'text',
  low: 'number',
  high: 'measure',
  exact: dwell,
  learned: dwell,
  gap: 'measure',
} as const satisfies Entries<DwellTimes>;
const verdict = {
  pass: 'boolean',
  failures: ['text'],
  rule: 'text',
  bins: 'number',
  distances: [distance],
  published: [distance],
  checks: [family],
  dwells: [dwells],
  violations: 'object',
  transitions: 'number',
  outside: [{ lag: 'number', learned: 'measure', exact: 'measure' }],
  limits: 'object',
  lags: 'numbers',
  states: 'number',
  trajectories: 'number',
  seed: 'number',
  complete: 'boolean',
} as const satisfies Entries<Verdict>;

/**
 * The first entry that is missing or of another kind, by name: `scaling.spread`; undefined where
 * all are there. The shape is not looked into: `checkShape` does. Nor is how long lists are: that is for
 * the network to say, when a kernel is opened.
 */
export function badEntry(json: Readonly<Record<string, unknown>>): string | undefined {
  const { scaling, verdict: judged, genotype: found, domain: known, shape } = json as Partial<Abstraction>;
  const head = { head: 'text', ...(scaling?.head === 'gaussian' ? gaussian : counts) } as const;
  return firstBad('', json, {
    networkHash: 'text',
    dt: 'number',
    shape: 'object',
    domain: known?.totals === undefined ? domain : { ...domain, totals },
    ...(found === undefined && shape?.body?.kind !== 'search' ? {} : { genotype }),
    scaling: head,
    weights: { length: 'number', sha256: 'text' },
    provenance,
    ...(judged === null ? {} : { verdict }),
  });
}

function firstBad(name: string, value: unknown, schema: Schema): string | undefined {
  if (typeof schema === 'string') return isOf(schema, value) ? undefined : name;
  if (Array.isArray(schema)) return Array.isArray(value) ? firstOf(name, value, schema[0]) : name;
  if (!isOf('object', value)) return name;
  for (const [entry, own] of Object.entries(schema)) {
    const path = name === '' ? entry : `${name}.${entry}`;
    const bad = firstBad(path, (value as Readonly<Record<string, unknown>>)[entry], own);
    if (bad !== undefined) return bad;
  }
  return undefined;
}

function firstOf(name: string, values: readonly unknown[], schema: Schema): string | undefined {
  for (const [i, value] of values.entries()) {
    const bad = firstBad(`${name}[${i}]`, value, schema);
    if (bad !== undefined) return bad;
  }
  return undefined;
}

function isOf(kind: Extract<Schema, string>, value: unknown): boolean {
  switch (kind) {
    case 'number':
    case 'boolean':
      return typeof value === kind;
    case 'measure':
      return typeof value === 'number' || value === null;
    case 'text':
      return typeof value === 'string';
    case 'object':
      return typeof value === 'object' && value !== null && !Array.isArray(value);
    case 'list':
      return Array.isArray(value);
    case 'numbers':
      return Array.isArray(value) && value.every((n) => typeof n === 'number');
  }
}
