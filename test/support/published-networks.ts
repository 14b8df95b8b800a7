/**
 * The examples of Tang, Weng & Zhang, Nat. Mach. Intell. 5 (2023), doi 10.1038/s42256-023-00632-6,
 * as that paper's authors run them, with rates and starts by name.
 */
import { crn } from '../../src/crn/crn.ts';
import type { MassAction, Network } from '../../src/crn/network.ts';

export interface Published {
  readonly network: Network;
  readonly rates: Readonly<Record<string, number>>;
  readonly start: Readonly<Record<string, number>>;
}

/** From a Poisson law of mean 1 it stays Poisson. */
export const birthDeath: Published = {
  network: crn(`
    0 -> X @ birth
    X -> 0 @ death
  `),
  rates: { birth: 0.1, death: 0.01 },
  start: { X: 1 },
};

export const geneExpression: Published = {
  network: crn(`
    0 -> M     @ transcribe
    M -> M + P @ translate
    M -> 0     @ decayM
    P -> 0     @ decayP
  `),
  rates: { transcribe: 0.1, translate: 0.1, decayM: 0.1, decayP: 0.002 },
  start: {},
};

/** Two genes that switch each other off; a bound gene is one that is missing. */
export function toggle(massAction: MassAction = 'powers'): Published {
  return {
    network: crn(
      `
      species Gx, Gy, Px, Py
      Gx -> Gx + Px   @ express
      Gy -> Gy + Py   @ express
      Px -> 0         @ decay
      Py -> 0         @ decay
      Gy + 2 Px -> 0  @ bind
      Gx + 2 Py -> 0  @ bind
      0 -> Gy + 2 Px  @ {unbind * (1 - Gy)}
      0 -> Gx + 2 Py  @ {unbind * (1 - Gx)}
      `,
      { massAction },
    ),
    rates: { express: 50, decay: 1, bind: 1e-4, unbind: 0.1 },
    start: { Gx: 1, Gy: 1 },
  };
}

/** Left- and right-handed molecules make more of their own hand from the achiral. */
export function earlyLife(volume: number): Published {
  return {
    network: crn(`
      species A, D, L
      A + D -> 2 D @ {D * A * copy / V}
      A + L -> 2 L @ {L * A * copy / V}
      A -> D       @ arise
      A -> L       @ arise
      D -> A       @ decay
      L -> A       @ decay
    `),
    rates: { copy: 1, V: volume, arise: 1, decay: 1 },
    start: { A: 2, D: 49, L: 49 },
  };
}

/** Infection whose rate swings by the share `e` around its mean with period 6. */
export function epidemic(e: number): Published {
  return {
    network: crn(`
      species S, I, R
      S + I -> 2 I @ {infect * (1 + e * sin(2 * pi * t / 6)) * S * I}
      I -> R       @ 0.02
      R -> S       @ 0.007
      S -> 0       @ 0.002
      I -> 0       @ 0.05
      R -> 0       @ 0.002
    `),
    rates: { infect: 0.003, e },
    start: { S: 50, I: 10 },
  };
}

const afl = crn(`
  species Gu, P
  0 -> Gu + P  @ {unbind * (1 - Gu)}
  Gu + P -> 0  @ bind
  Gu -> Gu + P @ free
  0 -> P       @ {bound * (1 - Gu)}
  P -> 0       @ 1
`);

/** A gene that its own protein binds; the three sets are those of Sukys, Öcal & Grima 2022. */
export const autoregulation: readonly Published[] = [
  { unbind: 0.94, bind: 0.01, free: 8.4, bound: 28.1 },
  { unbind: 0.69, bind: 0.07, free: 7.2, bound: 40.6 },
  { unbind: 0.44, bind: 0.08, free: 0.94, bound: 53.1 },
].map((rates) => ({ network: afl, rates, start: {} }));

/** X1 is made and turned into X2, … up to XL; every one decays. From nothing, a product of Poisson laws. */
export function cascade(length: number): Published {
  const lines = ['0 -> X1 @ make'];
  for (let i = 2; i <= length; i++) lines.push(`X${i - 1} -> X${i} @ turn`);
  for (let i = 1; i <= length; i++) lines.push(`X${i} -> 0 @ decay`);
  return { network: crn(lines.join('\n')), rates: { make: 10, turn: 5, decay: 1 }, start: {} };
}

/**
 * Schlögl's bistable reaction in one voxel. With `powers` the published propensities hold down
 * to one molecule, where mass action proper would need two or three: hence written out.
 */
export function schlogl(massAction: 'powers' | 'falling'): Published {
  const square = massAction === 'powers' ? 'X * X' : 'X * (X - 1)';
  const cube = massAction === 'powers' ? 'X * X * X' : 'X * (X - 1) * (X - 2)';
  return {
    network: crn(`
      X -> 2 X @ {c1 * ${square}}
      X -> 0   @ {c2 * ${cube}}
      0 -> X   @ c3
      X -> 0   @ c4
    `),
    rates: { c1: 2.676, c2: 0.04, c3: 108.102, c4: 37.881 },
    start: { X: 50 },
  };
}
