import { crn, mdn, scenario } from 'crn-grid';

/** Schlögl's bistable reaction with its usual constants: rests near 80 and near 560. Vellela & Qian 2009, doi 10.1098/rsif.2008.0476. */
export default scenario({
  name: 'schloegl',
  crn: crn(`
    2 X <-> 3 X   @ make, part
    0   <-> X     @ in, out
  `),
  rates: { make: 0.03, part: 1e-4, in: 200, out: 3.5 },
  grid: { size: [8, 8] },
  start: { X: 300 },
  kernel: mdn(),
  time: { step: 5, until: 100 },
});
