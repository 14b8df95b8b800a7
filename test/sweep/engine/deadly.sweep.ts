/** A sweep two of whose runs bring down the thread they are in. */
import { crn, scenario, sweep } from 'crn-grid';

const decay = scenario({
  name: 'decay',
  crn: crn('species A\n A -> 0 @ k'),
  rates: { k: 1 },
  start: { A: 50 },
  time: { step: 0.5, until: 2 },
});

export default sweep(decay, {
  own: {
    fate: {
      values: ['fine', 'exits', 'eats memory', 'fine too'],
      apply: (s, value: string) => ({
        ...s,
        record: {
          observables: {
            A: ({ counts }) => {
              if (value === 'exits') process.exit(3);
              return value === 'eats memory' ? eat() : counts[0]!;
            },
          },
        },
      }),
    },
  },
  measure: { left: ({ scalars }) => (scalars as Record<string, number>).A! },
});

function eat(): never {
  const all: string[][] = [];
  for (;;) all.push(Array.from({ length: 1e5 }, (_, i) => `${i}`));
}
