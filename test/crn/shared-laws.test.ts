import { expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import { compileLaw } from '../../src/crn/law-closures.ts';
import { SharedLaws } from '../../src/crn/shared-laws.ts';
import { Purpose, Stream } from '../../src/numerics/streams.ts';

const network = crn(`
  A -> B @ {sqrt((k * A + B)^2 + 4 * c) - (k * A + B)}
  B -> A @ {mm(B, k * A + B, c) + hill(A, 3 + c, 2)}
  A -> 0 @ {if(A > B && !(t < 2), exp(-t) * A, min(A, abs(B - c)) / max(1, k))}
  0 -> A @ {c}
  2 A -> B @ k
`);

test('every formula has the value it has alone, to the bit', () => {
  const laws = network.reactions.map(({ law }) => law);
  const shared = new SharedLaws(laws);
  const alone = laws.map(compileLaw);
  const stream = new Stream().open(3, 0, 0, Purpose.initialise);
  for (let k = 0; k < 200; k++) {
    const counts = Float64Array.from({ length: 6 }, () =>
      stream.uniform() < 0.1 ? 0 : 10 * stream.uniform(),
    );
    const rates = Float64Array.from({ length: 4 }, () => 3 * stream.uniform());
    const time = 4 * stream.uniform();
    shared.run(counts, 2, rates, 2, time);
    expect([...shared.values]).toEqual(alone.map((law) => law(counts, 2, rates, 2, time)));
  }
});

test('control: other counts give other values', () => {
  const shared = new SharedLaws(network.reactions.map(({ law }) => law));
  shared.run([1, 2], 0, [0.5, 2], 0, 0);
  const before = [...shared.values];
  shared.run([1, 3], 0, [0.5, 2], 0, 0);
  expect([...shared.values]).not.toEqual(before);
});

test('0 and −0 are two constants', () => {
  const shared = new SharedLaws([
    { op: 'number', value: 0 },
    { op: 'number', value: -0 },
  ]);
  shared.run([], 0, [], 0, 0);
  expect(Object.is(shared.values[0], 0)).toBe(true);
  expect(Object.is(shared.values[1], -0)).toBe(true);
});
