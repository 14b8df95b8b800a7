/** Three hundred runs of some hundredths of a second, one in twenty of which throws half-way. */
import { average, crn, last, range, scenario, sweep } from 'crn-grid';

const births = scenario({
  name: 'births',
  crn: crn('0 -> A @ birth\nA -> 0 @ death'),
  rates: { birth: 4000, death: 1 },
  start: { A: 0 },
  time: { step: 1, until: 200 },
});

export default sweep(births, {
  rates: { death: [0.5, 1, 2] },
  own: {
    place: {
      values: range(100),
      apply: (s, place: number) => ({
        ...s,
        record: {
          observables: {
            A: ({ counts, step }) => {
              if (place % 20 === 7 && step === 100) throw new Error(`place ${place} is bad`);
              return counts[0]!;
            },
          },
        },
      }),
    },
  },
  measure: { end: last(({ scalars }) => scalars.A!), mean: average(({ scalars }) => scalars.A!, 10) },
});
