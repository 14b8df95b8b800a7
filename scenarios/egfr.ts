import { crn, mdn, scenario } from 'crn-grid';

/**
 * Growth factor is poured on the middle of a tissue and wanders outwards. Where it arrives,
 * receptors pair up, phosphorylate each other and gather their helpers: PLCγ, Grb2, Shc
 * and SOS. The first minute of the signal, which the cells around do not notice yet.
 *
 * One molecule stands for 1 nM, and the constants are those of the model's authors; two
 * activated receptors meet in Ra·(Ra − 1) ways (the file of the model says Ra², by which
 * one receptor could pair with itself). A step of half a second holds ten events in this
 * tissue, two hundred from the published starts: `crn-grid plan` says what is cheaper here.
 *
 * Kholodenko, Demin, Moehren & Hoek 1999, doi 10.1074/jbc.274.42.30169 (BIOMD0000000048), with
 * the settings of Repin & Petrov, Information and Computation (2021), doi 10.1016/j.ic.2021.104788.
 */
export const signalling = crn(`
  species EGF, R, Ra, R2, RP, PLCg, RPLCg, RPLCgP, PLCgP, Grb, RG, SOS, RGS, GS
  species Shc, RSh, RShP, ShP, RShG, ShG, RShGS, ShGS, PLCgl

  R + EGF    <-> Ra           @ k1f, k1b
  2 Ra       <-> R2           @ {k2f * Ra * (Ra - 1)}, k2b
  R2         <-> RP           @ k3f, k3b
  RP          -> R2           @ {mm(RP, V4, K4)}
  RP + PLCg  <-> RPLCg        @ k5f, k5b
  RPLCg      <-> RPLCgP       @ k6f, k6b
  RPLCgP     <-> PLCgP + RP   @ k7f, k7b
  PLCgP       -> PLCg         @ {mm(PLCgP, V8, K8)}
  Grb + RP   <-> RG           @ k9f, k9b
  RG + SOS   <-> RGS          @ k10f, k10b
  RGS        <-> GS + RP      @ k11f, k11b
  GS         <-> Grb + SOS    @ k12f, k12b
  Shc + RP   <-> RSh          @ k13f, k13b
  RSh        <-> RShP         @ k14f, k14b
  RShP       <-> RP + ShP     @ k15f, k15b
  ShP         -> Shc          @ {mm(ShP, V16, K16)}
  RShP + Grb <-> RShG         @ k17f, k17b
  RShG       <-> ShG + RP     @ k18f, k18b
  SOS + RShG <-> RShGS        @ k19f, k19b
  RShGS      <-> ShGS + RP    @ k20f, k20b
  Grb + ShP  <-> ShG          @ k21f, k21b
  ShG + SOS  <-> ShGS         @ k22f, k22b
  ShGS       <-> GS + ShP     @ k23f, k23b
  RShP + GS  <-> RShGS        @ k24f, k24b
  PLCgP      <-> PLCgl        @ k25f, k25b
`);

/** Per second, and per second and nM. */
export const rates = {
  ...{ k1f: 0.003, k1b: 0.06, k2f: 0.01, k2b: 0.1, k3f: 1, k3b: 0.01, V4: 450, K4: 50 },
  ...{ k5f: 0.06, k5b: 0.2, k6f: 1, k6b: 0.05, k7f: 0.3, k7b: 0.006, V8: 1, K8: 100 },
  ...{ k9f: 0.003, k9b: 0.05, k10f: 0.01, k10b: 0.06, k11f: 0.03, k11b: 0.0045, k12f: 0.0015, k12b: 0.0001 },
  ...{ k13f: 0.09, k13b: 0.6, k14f: 6, k14b: 0.06, k15f: 0.3, k15b: 0.0009, V16: 1.7, K16: 340 },
  ...{ k17f: 0.003, k17b: 0.1, k18f: 0.3, k18b: 0.0009, k19f: 0.01, k19b: 0.0214, k20f: 0.12, k20b: 0.00024 },
  ...{ k21f: 0.003, k21b: 0.1, k22f: 0.03, k22b: 0.064, k23f: 0.1, k23b: 0.021, k24f: 0.009, k24b: 0.0429 },
  ...{ k25f: 1, k25b: 0.03 },
};

/** As the model's authors begin, without the growth factor. */
export const resting = { R: 100, PLCg: 105, Grb: 85, SOS: 34, Shc: 150 };

export default scenario({
  name: 'egfr',
  crn: signalling,
  rates,

  grid: { size: [20, 20] },
  start: ({ radius }) => ({ ...resting, EGF: radius < 3 ? 680 : 0 }),
  hop: { EGF: 0.2 },

  kernel: mdn({ mixtures: 12, hidden: [128, 128] }),
  // The published starts (0 to 49 of each product), and what follows from them within half a minute.
  train: {
    // Seventeen coordinates that lean on each other take long to learn.
    epochs: 240,
    ranges: {
      ...{ EGF: [0, 1020], R: [0, 150], PLCg: [0, 160], Grb: [0, 130], SOS: [0, 50], Shc: [0, 225] },
      ...{ Ra: [0, 100], R2: [0, 120], RP: [0, 60], RPLCg: [0, 50], RPLCgP: [0, 70], PLCgP: [0, 50] },
      ...{ RG: [0, 60], RGS: [0, 50], GS: [0, 50], RSh: [0, 50], RShP: [0, 80], ShP: [0, 150] },
      ...{ RShG: [0, 50], ShG: [0, 100], RShGS: [0, 50], ShGS: [0, 110], PLCgl: [0, 180] },
    },
    // Wider than for other networks: of 19 000 readings of 23 species, some widths and tails are off by more.
    limits: { distanceOverFloor: 2, conditionalSpread: 0.5, tailFactor: 10 },
  },

  time: { unit: 's', step: 0.5, until: 60 },
  record: {
    every: 2,
    observables: {
      ligand: ['EGF'],
      free: ['R'],
      phosphorylated: ['RP', 'RPLCg', 'RPLCgP', 'RG', 'RGS', 'RSh', 'RShP', 'RShG', 'RShGS'],
      recruited: ['GS', 'RGS', 'RShGS', 'ShGS'],
    },
  },
  seed: 48,

  view: {
    EGF: 'growth factor',
    R: 'free receptors',
    ShP: 'phosphorylated Shc',
    recruited: 'SOS recruited',
    free: 'free receptors, all',
  },
});
