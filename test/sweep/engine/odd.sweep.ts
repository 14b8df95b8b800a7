/** A sweep some of whose runs go wrong, each in a way of its own: `own.fate` says how. */
import { crn, last, scenario, sweep } from 'crn-grid';

const decay = scenario({
  name: 'decay',
  crn: crn('species A\n A -> 0 @ k'),
  rates: { k: 1 },
  start: { A: 50 },
  time: { step: 0.5, until: 2 },
});

const fates = ['fine', 'throws', 'no number', 'no start', 'fine too'] as const;

export default sweep(decay, {
  rates: { k: [1, 2] },
  own: {
    fate: {
      values: fates,
      apply: (s, value: (typeof fates)[number]) => {
        if (value === 'no start' && (s.rates as { k: number }).k > 1)
          throw new Error('there is no way to start');
        return {
          ...s,
          record: {
            observables: {
              A: (frame) => {
                if (frame.step < 2) return frame.counts[0]!;
                if (value === 'throws') throw new Error('the observable threw');
                if (value === 'no number') return 1 / 0;
                return frame.counts[0]!;
              },
            },
          },
        };
      },
    },
  },
  seed: [1, 2],
  measure: { left: last('A') },
});
