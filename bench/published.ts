/** The published networks as scenarios, beside their formulas and starting states written in plain TypeScript. */
import { loadScenario } from '../src/cli/given/load-scenario.ts';
import type { Stream } from '../src/numerics/streams.ts';
import type { Scenario } from '../src/run/scenario.ts';

type State = Record<string, number>;
type Formula = (n: State) => number;

export interface Published {
  readonly name: string;
  readonly scenario: Scenario;
  /** Columns. */
  readonly order: readonly string[];
  /** Propensities in the order of the reactions, a reverse reaction after its forward one. */
  readonly laws: readonly Formula[];
  /** Sums that no reaction changes: coefficient by species. */
  readonly conserved: readonly Readonly<Record<string, number>>[];
  readonly dt: number;
  /** Species whose histograms are published. */
  readonly watched: readonly string[];
  /** A random starting state by the published rule, in the order of the columns. */
  draw(stream: Stream): number[];
}

async function of(name: string, facts: Omit<Published, 'name' | 'scenario'>): Promise<Published> {
  const file = new URL(`../scenarios/${name}.ts`, import.meta.url).pathname;
  return { name, scenario: (await loadScenario(file)).scenario, ...facts };
}

/** Uniform on least … most, both included. */
const between = (stream: Stream, least: number, most: number): number =>
  least + stream.integer(most - least + 1);

/** `n` copies of a gene of two states: the first state has 0 … n, all equally likely. */
function copies(stream: Stream, n: number): [number, number] {
  const first = stream.integer(n + 1);
  return [first, n - first];
}

/** `n` copies dropped one by one into `places`. */
function dropped(stream: Stream, n: number, places: number): number[] {
  const counts = new Array<number>(places).fill(0);
  for (let i = 0; i < n; i++) counts[stream.integer(places)]!++;
  return counts;
}

const egfrOrder =
  'EGF R Ra R2 RP PLCg RPLCg RPLCgP PLCgP Grb RG SOS RGS GS Shc RSh RShP ShP RShG ShG RShGS ShGS PLCgl'.split(
    ' ',
  );

/** EGFR: a tenth to one and a half of what the model begins with; of its products, 0 to 49. */
const egfrStarts: Readonly<Record<string, readonly [number, number]>> = {
  EGF: [68, 1019],
  R: [10, 149],
  PLCg: [10, 156],
  Grb: [8, 126],
  SOS: [3, 50],
  Shc: [15, 224],
};

/** Coefficient 1 for each name. */
const ones = (names: string): Record<string, number> =>
  Object.fromEntries(names.split(' ').map((name) => [name, 1]));

const saturating = (v: number, k: number, n: number): number => (v * n) / (k + n);

/** Constants of v1 … v25 where both ways are mass action; the others in between. */
const egfrLaws: readonly Formula[] = [
  (n) => 0.003 * n.R! * n.EGF!,
  (n) => 0.06 * n.Ra!,
  (n) => 0.01 * n.Ra! * (n.Ra! - 1),
  (n) => 0.1 * n.R2!,
  (n) => n.R2!,
  (n) => 0.01 * n.RP!,
  (n) => saturating(450, 50, n.RP!),
  (n) => 0.06 * n.RP! * n.PLCg!,
  (n) => 0.2 * n.RPLCg!,
  (n) => n.RPLCg!,
  (n) => 0.05 * n.RPLCgP!,
  (n) => 0.3 * n.RPLCgP!,
  (n) => 0.006 * n.PLCgP! * n.RP!,
  (n) => saturating(1, 100, n.PLCgP!),
  (n) => 0.003 * n.Grb! * n.RP!,
  (n) => 0.05 * n.RG!,
  (n) => 0.01 * n.RG! * n.SOS!,
  (n) => 0.06 * n.RGS!,
  (n) => 0.03 * n.RGS!,
  (n) => 0.0045 * n.GS! * n.RP!,
  (n) => 0.0015 * n.GS!,
  (n) => 0.0001 * n.Grb! * n.SOS!,
  (n) => 0.09 * n.Shc! * n.RP!,
  (n) => 0.6 * n.RSh!,
  (n) => 6 * n.RSh!,
  (n) => 0.06 * n.RShP!,
  (n) => 0.3 * n.RShP!,
  (n) => 0.0009 * n.RP! * n.ShP!,
  (n) => saturating(1.7, 340, n.ShP!),
  (n) => 0.003 * n.RShP! * n.Grb!,
  (n) => 0.1 * n.RShG!,
  (n) => 0.3 * n.RShG!,
  (n) => 0.0009 * n.ShG! * n.RP!,
  (n) => 0.01 * n.SOS! * n.RShG!,
  (n) => 0.0214 * n.RShGS!,
  (n) => 0.12 * n.RShGS!,
  (n) => 0.00024 * n.ShGS! * n.RP!,
  (n) => 0.003 * n.Grb! * n.ShP!,
  (n) => 0.1 * n.ShG!,
  (n) => 0.03 * n.ShG! * n.SOS!,
  (n) => 0.064 * n.ShGS!,
  (n) => 0.1 * n.ShGS!,
  (n) => 0.021 * n.GS! * n.ShP!,
  (n) => 0.009 * n.RShP! * n.GS!,
  (n) => 0.0429 * n.RShGS!,
  (n) => n.PLCgP!,
  (n) => 0.03 * n.PLCgl!,
];

/** Below two molecules nothing meets: the formulas are then 0, or −0. */
const pairs = (n: number): number => n * (n - 1);

export const published: readonly Published[] = await Promise.all([
  of('sir', {
    order: ['S', 'I', 'R'],
    laws: [(n) => (n.S! * n.I! > 0 ? (3 * n.S! * n.I!) / (n.S! + n.I! + n.R!) : 0), (n) => n.I!],
    conserved: [ones('S I R')],
    dt: 0.5,
    watched: ['S', 'I'],
    draw: (r) => [between(r, 30, 199), between(r, 30, 199), between(r, 30, 199)],
  }),
  of('gene', {
    order: ['G0', 'G1', 'M', 'P'],
    laws: [
      (n) => 350 * n.G1!,
      (n) => 300 * n.M!,
      (n) => 0.001 * n.M!,
      (n) => 1.5 * n.P!,
      (n) => 166 * n.G1! * n.P!,
      (n) => n.G0!,
    ],
    conserved: [ones('G0 G1')],
    dt: 400,
    watched: ['P'],
    draw: (r) => [...copies(r, 1), between(r, 0, 5), between(r, 400, 799)],
  }),
  of('x16', {
    order: ['G1', 'G2', 'P1'],
    laws: [
      (n) => 100 * n.G1!,
      (n) => 2 * n.G1! * n.P1!,
      (n) => 500 * n.G2!,
      (n) => 2 * n.P1!,
      (n) => 0.01 * n.G1!,
      (n) => 0.01 * n.G2!,
    ],
    conserved: [ones('G1 G2')],
    dt: 20,
    watched: ['P1'],
    draw: (r) => [...copies(r, 4), between(r, 80, 1199)],
  }),
  of('x40', {
    order: ['G1', 'G2', 'P1', 'P2'],
    laws: [
      (n) => 0.5 * n.G1! * n.P2!,
      (n) => 0.1667 * n.G2! * n.P2!,
      (n) => n.P1!,
      () => 200,
      (n) => 0.01 * n.G1!,
      (n) => 0.01 * n.G2!,
    ],
    conserved: [ones('G1 G2')],
    dt: 20,
    watched: ['P1', 'P2'],
    draw: (r) => [...copies(r, 2), between(r, 10, 169), between(r, 10, 169)],
  }),
  of('x44', {
    order: ['G1', 'G2', 'G3', 'P1', 'P2', 'P3', 'P4'],
    laws: [
      (n) => 100 * n.G1!,
      (n) => 50 * n.G2!,
      (n) => n.G3! * n.P1!,
      (n) => n.G3! * n.P2!,
      (n) => n.P1!,
      (n) => n.P2!,
      (n) => n.P1! * n.P2!,
      (n) => 100 * n.P3!,
      (n) => 50 * n.P3!,
      (n) => n.P2! * n.P4!,
      (n) => 0.001 * n.G1!,
      (n) => 0.001 * 20 * n.G2!,
      (n) => 0.001 * 2 * n.G2!,
      (n) => 0.001 * n.G3!,
    ],
    conserved: [ones('G1 G2 G3')],
    dt: 50,
    watched: ['P4'],
    draw: (r) => [...dropped(r, 2, 3), between(r, 20, 339), between(r, 20, 339), 0, 0],
  }),
  of('x47', {
    order: ['G1', 'G2', 'P1', 'P2'],
    laws: [
      (n) => 100 * n.G1! * pairs(n.P2!),
      () => 1,
      (n) => n.P2!,
      (n) => 10 * n.P2!,
      (n) => n.P1! * pairs(n.P2!),
      (n) => 0.001 * n.G1!,
      (n) => 0.0015 * n.G2!,
    ],
    conserved: [ones('G1 G2')],
    dt: 100,
    watched: ['P1', 'P2'],
    draw: (r) => [...copies(r, 2), between(r, 10, 169), between(r, 10, 169)],
  }),
  of('egfr', {
    order: egfrOrder,
    laws: egfrLaws,
    conserved: [
      { EGF: 1, R: -1 },
      {
        ...ones('R Ra'),
        ...Object.fromEntries(
          'R2 RP RPLCg RPLCgP RG RGS RSh RShP RShG RShGS'.split(' ').map((name) => [name, 2]),
        ),
      },
      ones('PLCg RPLCg RPLCgP PLCgP PLCgl'),
      ones('Grb RG RGS GS RShG ShG RShGS ShGS'),
      ones('SOS RGS GS RShGS ShGS'),
      ones('Shc RSh RShP ShP RShG ShG RShGS ShGS'),
    ],
    dt: 0.5,
    watched: ['EGF', 'R', 'PLCg'],
    draw: (r) => egfrOrder.map((name) => between(r, ...(egfrStarts[name] ?? ([0, 49] as const)))),
  }),
  of('bees', {
    order: ['Bee', 'BeeA', 'BeeD', 'P'],
    laws: [
      (n) => 0.1 * n.BeeA!,
      (n) => 0.4 * n.BeeA! * n.P!,
      // The published program has 2.71828 for e.
      (n) => 0.125 * n.Bee! * (1 / (1 + Math.exp(-0.2 * n.P!)) - 0.5),
      (n) => 0.15 * n.P!,
    ],
    conserved: [ones('Bee BeeA BeeD')],
    dt: 0.5,
    watched: ['Bee', 'BeeA', 'BeeD', 'P'],
    draw: (r) => [between(r, 0, 29), 0, 0, between(r, 0, 14)],
  }),
]);
