/** What is red in the editor: checked by the compiler, never run. */
import { crn } from '../../src/crn/crn.ts';
import { scenario } from '../../src/run/scenario.ts';

const meadow = crn(`
  Nectar       -> 0            @ wilt
  Bee + Nectar -> Bee + Honey  @ {forage * Bee * Nectar / (1 + Scent)}
`);
const time = { unit: 'hour', step: 1, until: 2 };
const rates = { wilt: 1, forage: 0.1, Scent: 0 };

export function good(): unknown {
  scenario({ name: 'a', crn: meadow, rates, start: { Bee: 1 }, hop: { Bee: 0.4 }, time });
  // A field takes the place of a rate.
  return scenario({
    name: 'b',
    crn: meadow,
    rates: { wilt: ({ x }) => x, forage: 0.1 },
    fields: { Scent: { diffusion: 1, from: { Bee: 1 } } },
    start: ({ x, y, random }) => ({ Bee: x + y, Nectar: random() < 0.5 ? 1 : 0 }),
    record: { observables: { food: ['Nectar', 'Honey'] } },
    time,
  });
}

export function bad(): void {
  // @ts-expect-error: a rate without a value
  scenario({ name: 'a', crn: meadow, rates: { wilt: 1, Scent: 0 }, start: {}, time });
  // @ts-expect-error: a species that does not exist, at the start
  scenario({ name: 'a', crn: meadow, rates, start: { Wasp: 1 }, time });
  // @ts-expect-error: a species that does not exist hops
  scenario({ name: 'a', crn: meadow, rates, start: {}, hop: { Wasp: 1 }, time });
  // @ts-expect-error: a rate that is text
  scenario({ name: 'a', crn: meadow, rates: { ...rates, wilt: '1' }, start: {}, time });
  // @ts-expect-error: an observable of a species that does not exist
  scenario({ name: 'a', crn: meadow, rates, start: {}, record: { observables: { w: ['Wasp'] } }, time });
}
