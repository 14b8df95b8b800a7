/** What is written is read back: the same network, but for its text. */
import { expect, test } from 'vitest';
import { crn } from '../../../../src/crn/crn.ts';
import type { MassAction, Network } from '../../../../src/crn/network.ts';
import type { Model } from '../../../../src/formats/model.ts';
import { writeSbml } from '../../../../src/formats/sbml/write.ts';
import { bees, birthDeath, egfr, sir, toggle, x16, x47 } from '../../../support/networks.ts';
import { read } from './documents.ts';

/** All but the text and its lines. */
function said({ text: _, reactions, ...rest }: Network): unknown {
  return { ...rest, reactions: reactions.map(({ line: __, ...reaction }) => reaction) };
}

function expectBack(model: Model): Model {
  const back = read(writeSbml(model));
  expect(said(back.network)).toEqual(said(model.network));
  expect(back.rates).toEqual(model.rates);
  const full = Object.fromEntries(model.network.species.map((name) => [name, model.start[name] ?? 0]));
  expect({ ...Object.fromEntries(Object.keys(full).map((name) => [name, 0])), ...back.start }).toEqual(full);
  expect(back.notes).toBeUndefined();
  return back;
}

test.each(Object.entries({ bees, birthDeath, egfr: egfr(), sir, toggle, x16, x47 }))('%s', (name, known) => {
  const { network, rates, start } = known;
  const back = expectBack({
    ...{ name, network, timeUnit: 'hours' },
    rates: Object.fromEntries(network.rates.map((rate, k) => [rate, rates[k]!])),
    start: Object.fromEntries(network.species.map((species, s) => [species, start[s]!])),
  });
  expect(back).toMatchObject({ name, timeUnit: 'hour' });
});

test.each(['combinations', 'falling', 'powers'] as const satisfies readonly MassAction[])(
  'laws of all kinds, events, and names that others have, with %s',
  (massAction) => {
    const network = crn(
      `
      species cell, model, A, B
      rates k, q, unused
      cell: 2 cell + A -> model @ k
      3 A -> B @ 0.25
      A -> B @ {q * cell / (1 + cell)}
      back: A + B <-> 2 A @ k, {q * B^2 * (A > 3 ? 1 : 0.5) + max(A, t, 2) - abs(-B)}
      B -> 0 @ {if(A > 1 && !(B < 2), sqrt(A), exp(-A / 5)) * tanh(k) * (A >= B)}
      at 0: A = 5
      at 2.5: B = B / 2 + k, A = 3
      at 2.5: A = B * q
      when A * B > 6: B = floor(A / 2), A = min(A, 4)
      when B > 20: B = 0
      `,
      { massAction },
    );
    expectBack({
      ...{ name: 'a "b" <c>', network },
      rates: { k: 0.5, q: 1e-7, unused: -3 },
      start: { A: 7, B: 2, when_1: 1 },
    });
  },
);

test('control: a network that is another one is seen', () => {
  const model = { name: 'x', rates: { k: 1 }, start: {} };
  const back = read(writeSbml({ ...model, network: crn('2 A -> B @ k') }));
  expect(said(back.network)).not.toEqual(said(crn('2 A -> B @ {k * A * A}')));
});

test('long and deep formulas come back', () => {
  const long = Array.from({ length: 300 }, (_, n) => `- ${n} * A`).join(' ');
  const network = crn(`A -> 0 @ {1e9 ${long}}\nB -> 0 @ {${'('.repeat(150)}B${' / 2)'.repeat(150)}}`);
  expectBack({ name: 'long', network, rates: {}, start: {} });
});
