import { crn, scenario } from 'crn-grid';

/**
 * How one hand may have won: molecules of the left and of the right hand make more of their own from the
 * achiral A, the faster the smaller the volume. A hundred molecules stay a hundred.
 *
 * Published for three volumes, by `--rate V=0.1`, 1 and 10: below 1 one hand wins, at 1 every share of the
 * left hand is nearly as likely, above 1 both stay.
 *
 * The published start puts 0.01 of each species elsewhere (without keeping the hundred); here it is (2, 49,
 * 49). The published limit of 9 for A loses a third of the mass at V = 10; here there is none. All
 * reactants are different: both conventions of mass action are the same.
 *
 * EarlyLife of Tang, Weng & Zhang, Nat. Mach. Intell. 5 (2023), doi 10.1038/s42256-023-00632-6; the model
 * is that of Jafarpour, Biancalani & Goldenfeld, Phys. Rev. Lett. 115 (2015), doi
 * 10.1103/PhysRevLett.115.158101.
 */
export const earlyLife = crn(`
  species A, D, L              # without a hand, right-handed, left-handed

  A + D -> 2 D @ {D * A * copy / V}
  A + L -> 2 L @ {L * A * copy / V}
  A -> D       @ arise
  A -> L       @ arise
  D -> A       @ decay
  L -> A       @ decay
`);

export const rates = { copy: 1, V: 1, arise: 1, decay: 1 };
export const start = { A: 2, D: 49, L: 49 };

export default scenario({
  name: 'early-life',
  crn: earlyLife,
  rates,
  start,
  time: { step: 0.1, until: 8 },
  solve: { times: [0.4, 1, 2, 4, 8], pair: ['D', 'L'] },
  view: { A: 'achiral', D: 'right-handed', L: 'left-handed' },
});
