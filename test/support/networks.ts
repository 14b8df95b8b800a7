/**
 * Published networks, with their rate constants and nominal starts.
 *
 * Not taken from `scenarios/`: those have ε·γ multiplied out (x16 … x47) and e instead of 2.71828
 * (bees), other networks by their hashes, and bring the whole library along.
 *
 * Sources: StochNetV2 (Repin, Phung & Petrov, Inf. Comput. 2021, doi 10.1016/j.ic.2021.104788)
 * for sir, gene, x16 … x47 (networks 16, 40, 44 and 47 of arXiv 1801.09200), bees and egfr
 * (Kholodenko 1999, BIOMD0000000048); NNCME (Tang, Weng & Zhang, Nat. Mach. Intell. 2023)
 * for birthDeath, geneExpression, toggle, epidemic and cascade1.
 */
import { crn } from '../../src/crn/crn.ts';
import type { MassAction, Network } from '../../src/crn/network.ts';

export interface Model {
  readonly network: Network;
  /** In the order of `network.rates`. */
  readonly rates: number[];
  /** Molecules, in the order of `network.species`. */
  readonly start: number[];
}

/** Lists named values in the order of names; a start may leave out zeros. */
function model(network: Network, rates: Record<string, number>, start: Record<string, number>): Model {
  return {
    network,
    rates: network.rates.map((name) => rates[name] ?? Number.NaN),
    start: network.species.map((name) => start[name] ?? 0),
  };
}

/** 0 → X at 10, X → 0 at 1, from 5: Binomial + Poisson at any time. */
export const birthDeath = model(
  crn(`
    0 -> X @ birth
    X -> 0 @ death
  `),
  { birth: 10, death: 1 },
  { X: 5 },
);

export const sir = model(
  crn(`
    infection: S + I -> 2 I @ {beta * S * I / (S + I + R)}
    recovery:  I -> R       @ gamma
  `),
  { beta: 3, gamma: 1 },
  { S: 100, I: 100, R: 100 },
);

/** A gene that its protein switches off. */
export const gene = model(
  crn(`
    species G0, G1, M, P
    prodM: G1 -> G1 + M @ Kp
    prodP: M -> M + P   @ Kt
    degM:  M -> 0       @ Kd1
    degP:  P -> 0       @ Kd2
    reg1G: G1 + P -> G0 @ Kb
    reg2G: G0 -> G1 + P @ Ku
  `),
  { Kp: 350, Kt: 300, Kd1: 0.001, Kd2: 1.5, Kb: 166, Ku: 1 },
  { G1: 1, M: 1, P: 500 },
);

export const x16 = model(
  crn(`
    species G1, G2, P1
    r1:  G1 -> G1 + P1 @ a11
    r1b: G1 + P1 -> G1 @ a12
    r2:  G2 -> G2 + P1 @ a21
    r3:  P1 -> 0       @ b1
    r4:  G1 -> G2      @ {epsilon * gamma12 * G1}
    r4b: G2 -> G1      @ {epsilon * gamma21 * G2}
  `),
  { a11: 100, a12: 2, a21: 500, b1: 2, gamma12: 1, gamma21: 1, epsilon: 0.01 },
  { G1: 1, G2: 1, P1: 800 },
);

export const x40 = model(
  crn(`
    species G1, G2, P1, P2
    r1:  G1 + P2 -> G1 + P1 @ a11
    r2:  G2 + P2 -> G2 + P1 @ a21
    r3:  P1 -> 0            @ b1
    r4:  0 -> P2            @ b2
    r5:  G1 -> G2           @ {epsilon * gamma12 * G1}
    r5b: G2 -> G1           @ {epsilon * gamma21 * G2}
  `),
  { a11: 0.5, a21: 0.1667, b1: 1, b2: 200, gamma12: 1, gamma21: 1, epsilon: 0.01 },
  { G1: 1, G2: 1, P1: 100, P2: 100 },
);

export const x44 = model(
  crn(`
    species G1, G2, G3, P1, P2, P3, P4
    r1:   G1 -> G1 + P1 @ a11
    r2:   G2 -> G2 + P2 @ a21
    r3:   G3 + P1 -> G3 @ a31
    r4:   G3 + P2 -> G3 @ a32
    r5:   P1 -> 0       @ b1
    r6:   P2 -> 0       @ b2
    r7:   P1 + P2 -> P3 @ b3
    r7b:  P3 -> P1 + P2 @ b6
    r8:   P3 -> P2 + P4 @ b4
    r8b:  P2 + P4 -> P3 @ b5
    r9:   G1 -> G2      @ {epsilon * gamma12 * G1}
    r9b:  G2 -> G1      @ {epsilon * gamma21 * G2}
    r10:  G2 -> G3      @ {epsilon * gamma23 * G2}
    r10b: G3 -> G2      @ {epsilon * gamma32 * G3}
  `),
  {
    a11: 100,
    a21: 50,
    a31: 1,
    a32: 1,
    b1: 1,
    b2: 1,
    b3: 1,
    b4: 50,
    b5: 1,
    b6: 100,
    gamma12: 1,
    gamma21: 20,
    gamma23: 2,
    gamma32: 1,
    epsilon: 0.001,
  },
  { G1: 1, G2: 1, P1: 200, P2: 200 },
);

/** Excitable; a11 and b4 multiply P2·(P2 − 1). */
export const x47 = model(
  crn(
    `
    species G1, G2, P1, P2
    r1:  G1 + 2 P2 -> G1 + P1 + P2 @ a11
    r2:  0 -> P2                   @ b1
    r2b: P2 -> 0                   @ b2
    r3:  P2 -> P1                  @ b3
    r4:  P1 + 2 P2 -> 3 P2         @ b4
    r5:  G1 -> G2                  @ {epsilon * gamma12 * G1}
    r5b: G2 -> G1                  @ {epsilon * gamma21 * G2}
    `,
    { massAction: 'falling' },
  ),
  { a11: 100, b1: 1, b2: 1, b3: 10, b4: 1, gamma12: 1, gamma21: 1.5, epsilon: 0.001 },
  { G1: 1, G2: 1, P1: 100, P2: 100 },
);

/** Calm, aggressive and dead bees, and the alarm pheromone; the base of the logistic is 2.71828 as published. */
export const bees = model(
  crn(`
    species Bee, BeeA, BeeD, P
    stinging:          BeeA -> BeeD + 2 P     @ stinging_rate
    p_stinging:        BeeA + P -> BeeD + 3 P @ p_stinging_rate
    become_aggressive: Bee + P -> BeeA + P    @ {become_aggressive_rate * Bee * (L / (1 + 2.71828^(-s * P)) - L / 2)}
    p_degradation:     P -> 0                 @ p_degradation_rate
  `),
  {
    stinging_rate: 0.1,
    p_stinging_rate: 0.4,
    become_aggressive_rate: 0.125,
    p_degradation_rate: 0.15,
    L: 1,
    s: 0.2,
  },
  { Bee: 20, P: 10 },
);

/** How two activated receptors meet, see {@link egfr}. */
export interface EgfrOptions {
  /** `square-blocked`: k2f·Ra² from two molecules on. `falling`: k2f·Ra·(Ra − 1). */
  readonly v2: 'square-blocked' | 'falling';
}

/** Early signalling of the growth-factor receptor: 23 species, 47 reactions; one molecule is one nM. */
export function egfr({ v2 }: EgfrOptions = { v2: 'square-blocked' }): Model {
  const square = v2 === 'falling' ? 'Ra * (Ra - 1)' : 'Ra * Ra';
  const network = crn(`
    species EGF, R, Ra, R2, RP, PLCg, RPLCg, RPLCgP, PLCgP, Grb, RG, SOS, RGS, GS
    species Shc, RSh, RShP, ShP, RShG, ShG, RShGS, ShGS, PLCgl
    v1:  R + EGF <-> Ra       @ k1f, k1b
    v2:  2 Ra <-> R2          @ {k2f * ${square}}, k2b
    v3:  R2 <-> RP            @ k3f, k3b
    v4:  RP -> R2             @ {mm(RP, V4, K4)}
    v5:  RP + PLCg <-> RPLCg  @ k5f, k5b
    v6:  RPLCg <-> RPLCgP     @ k6f, k6b
    v7:  RPLCgP <-> PLCgP + RP @ k7f, k7b
    v8:  PLCgP -> PLCg        @ {mm(PLCgP, V8, K8)}
    v9:  Grb + RP <-> RG      @ k9f, k9b
    v10: RG + SOS <-> RGS     @ k10f, k10b
    v11: RGS <-> GS + RP      @ k11f, k11b
    v12: GS <-> Grb + SOS     @ k12f, k12b
    v13: Shc + RP <-> RSh     @ k13f, k13b
    v14: RSh <-> RShP         @ k14f, k14b
    v15: RShP <-> RP + ShP    @ k15f, k15b
    v16: ShP -> Shc           @ {mm(ShP, V16, K16)}
    v17: RShP + Grb <-> RShG  @ k17f, k17b
    v18: RShG <-> ShG + RP    @ k18f, k18b
    v19: SOS + RShG <-> RShGS @ k19f, k19b
    v20: RShGS <-> ShGS + RP  @ k20f, k20b
    v21: Grb + ShP <-> ShG    @ k21f, k21b
    v22: ShG + SOS <-> ShGS   @ k22f, k22b
    v23: ShGS <-> GS + ShP    @ k23f, k23b
    v24: RShP + GS <-> RShGS  @ k24f, k24b
    v25: PLCgP <-> PLCgl      @ k25f, k25b
  `);
  return model(network, egfrRates, { EGF: 680, R: 100, PLCg: 105, Grb: 85, SOS: 34, Shc: 150 });
}

const egfrRates = {
  k1f: 0.003,
  k1b: 0.06,
  k2f: 0.01,
  k2b: 0.1,
  k3f: 1,
  k3b: 0.01,
  V4: 450,
  K4: 50,
  k5f: 0.06,
  k5b: 0.2,
  k6f: 1,
  k6b: 0.05,
  k7f: 0.3,
  k7b: 0.006,
  V8: 1,
  K8: 100,
  k9f: 0.003,
  k9b: 0.05,
  k10f: 0.01,
  k10b: 0.06,
  k11f: 0.03,
  k11b: 0.0045,
  k12f: 0.0015,
  k12b: 0.0001,
  k13f: 0.09,
  k13b: 0.6,
  k14f: 6,
  k14b: 0.06,
  k15f: 0.3,
  k15b: 0.0009,
  V16: 1.7,
  K16: 340,
  k17f: 0.003,
  k17b: 0.1,
  k18f: 0.3,
  k18b: 0.0009,
  k19f: 0.01,
  k19b: 0.0214,
  k20f: 0.12,
  k20b: 0.00024,
  k21f: 0.003,
  k21b: 0.1,
  k22f: 0.03,
  k22b: 0.064,
  k23f: 0.1,
  k23b: 0.021,
  k24f: 0.009,
  k24b: 0.0429,
  k25f: 1,
  k25b: 0.03,
};

export const geneExpression = model(
  crn(`
    0 -> M     @ transcribe
    M -> M + P @ translate
    M -> 0     @ decayM
    P -> 0     @ decayP
  `),
  { transcribe: 0.1, translate: 0.1, decayM: 0.1, decayP: 0.002 },
  {},
);

/** Two genes that switch each other off; the bound genes are 1 − Gx and 1 − Gy, as published. */
export const toggle = toggleUnder('powers');

/** {@link toggle} under another meaning of `Gy + 2 Px -> …`. */
export function toggleUnder(massAction: MassAction): Model {
  return model(
    crn(
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
    { express: 50, decay: 1, bind: 1e-4, unbind: 0.1 },
    { Gx: 1, Gy: 1 },
  );
}

/** Infection whose rate swings by the share `e` around its mean with period 6. */
export function epidemic(e: number): Model {
  return model(
    crn(`
      S + I -> 2 I @ {infect * (1 + e * sin(2 * pi * t / 6)) * S * I}
      I -> R       @ 0.02
      R -> S       @ 0.007
      S -> 0       @ 0.002
      I -> 0       @ 0.05
      R -> 0       @ 0.002
    `),
    { infect: 0.003, e },
    { S: 50, I: 10 },
  );
}

/** X1 is made and turned into X2, … up to XL; every one decays. From nothing, a product of Poisson laws. */
export function cascade1(length: number): Model {
  const reactions = ['0 -> X1 @ make'];
  for (let i = 2; i <= length; i++) reactions.push(`X${i - 1} -> X${i} @ turn`);
  for (let i = 1; i <= length; i++) reactions.push(`X${i} -> 0 @ decay`);
  return model(crn(reactions.join('\n')), { make: 10, turn: 5, decay: 1 }, {});
}
