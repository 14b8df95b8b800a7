import { average, crn, last, range, scenario, sweep } from 'crn-grid';

const births = scenario({
  name: 'births',
  crn: crn('0 -> X @ birth\nX -> 0 @ death'),
  rates: { birth: 100, death: 1 },
  start: { X: 0 },
  time: { unit: 'hour', step: 0.1, until: 300 },
  seed: 1,
});

export default sweep(births, {
  rates: { birth: [100, 200], death: [1, 2] },
  seed: range(50),
  measure: { end: last('X'), mean: average('X', 5) },
});
