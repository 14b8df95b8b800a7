import { crn, scenario } from 'crn-grid';

/**
 * An epidemic among sixty people whose rate of infection swings with the season, by the share `e` around
 * its mean. Nobody is born: every solve is of finitely many states.
 *
 * Published with e = 0.2; 0 and 0.6 are named too: `--rate e=0.6`. The start is (50, 10, 0); published, it
 * is spread by 0.01 for each species. Published rates are frozen over steps of 0.02; here they move. All
 * reactants are different: both conventions of mass action are the same.
 *
 * Epidemic of Tang, Weng & Zhang, Nat. Mach. Intell. 5 (2023), doi 10.1038/s42256-023-00632-6.
 */
export const epidemic = crn(`
  species S, I, R              # susceptible, infected, recovered

  S + I -> 2 I @ {infect * (1 + e * sin(2 * pi * t / 6)) * S * I}
  I -> R       @ 0.02
  R -> S       @ 0.007
  S -> 0       @ 0.002
  I -> 0       @ 0.05
  R -> 0       @ 0.002
`);

export const rates = { infect: 0.003, e: 0.2 };
export const start = { S: 50, I: 10 };

export default scenario({
  name: 'epidemic',
  crn: epidemic,
  rates,
  start,
  time: { step: 0.1, until: 20 },
  solve: { times: [5, 10, 15, 20], pair: ['S', 'I'], error: 1e-6 },
  view: { S: 'susceptible', I: 'infected', R: 'recovered' },
});
