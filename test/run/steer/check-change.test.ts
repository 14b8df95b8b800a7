import { describe, expect, test } from 'vitest';
import { isCrnGridError } from '../../../src/errors.ts';
import { mdn } from '../../../src/kernels/specs.ts';
import type { Change, Intervention } from '../../../src/record/intervention.ts';
import { setUp } from '../../../src/run/scenario/setup.ts';
import { checkChange, scheduleOf } from '../../../src/run/steer/check-change.ts';
import { randomGaussian } from '../../kernels/learned/random-gaussian.ts';
import { sir } from '../../support/networks.ts';
import { busyGrid } from '../../support/scenarios.ts';

const { setup } = setUp(busyGrid());

/** The ScenarioError of a check, as text; '' where there is none. */
function refusal(check: () => void): string {
  try {
    check();
  } catch (error) {
    expect(isCrnGridError(error, 'ScenarioError')).toBe(true);
    return String(error);
  }
  return '';
}

const rate = (name: unknown, value: unknown) => ({ kind: 'rate', name, value });
const paint = (add: unknown, cells: unknown = [0], more: object = {}) => ({
  ...{ kind: 'paint', cells, add },
  ...more,
});

test.each<[object]>([
  [rate('die', 0)],
  [rate('feed', 1e6)],
  [paint({ A: -3 })],
  [paint({ Signal: -0.25, B: 2 }, [76, 0])],
  [{ kind: 'paint', cells: [1], set: { A: 0, Signal: 0.5 }, breakLaws: true }],
])('%j fits', (change) => {
  expect(refusal(() => checkChange(setup, change as Change))).toBe('');
});

describe.each<[string, unknown, RegExp]>([
  ['nothing', null, /null is none/],
  ['another kind', { kind: 'rain' }, /is none\nGive `\{ kind: 'rate'/],
  ['a rate without a value', { kind: 'rate', name: 'die' }, /is none/],
  ['a rate that is no number', rate('die', '2'), /is none/],
  ['an infinite rate', rate('die', Number.POSITIVE_INFINITY), /is none/],
  ['something else beside it', { ...rate('die', 2), to: 3 }, /is none/],
  ['no cells', { kind: 'paint', add: { A: 1 } }, /is none/],
  ['both adding and setting', paint({ A: 1 }, [0], { set: { A: 1 } }), /is none/],
  ['amounts that are none', paint({ A: 'many' }), /is none/],
  ['half a cell', paint({ A: 1 }, [0.5]), /is none/],
  ['a misspelt rate', rate('dye', 2), /"dye" is no rate constant of the network\nDid you mean "die"\?/],
  ['a field as a rate', rate('Signal', 2), /"Signal" is a field, no rate constant\nPaint it/],
  ['a negative rate', rate('die', -1), /rate die = -1/],
  ['a misspelt species', paint({ Sgnal: 1 }), /neither a species nor a field\nDid you mean "Signal"\?/],
  ['a memory of conditions', paint({ when_1: 1 }), /"when_1" remembers whether a condition holds/],
  ['half a molecule', paint({ A: 0.5 }), /0.5 molecules of A/],
  ['nothing to paint', paint({}), /it paints nothing/],
  ['no cell to paint', paint({ A: 1 }, []), /it paints no cell/],
  ['a cell beyond the last', paint({ A: 1 }, [76, 77]), /there is no cell 77\nThere are 0 to 76/],
  ['a negative cell', paint({ A: 1 }, [-1]), /there is no cell -1/],
  ['a cell twice', paint({ A: 1 }, [4, 5, 4]), /names a cell twice/],
  ['a negative value', { kind: 'paint', cells: [0], set: { Signal: -1 } }, /Signal = -1/],
])('%s', (_, change, message) => {
  test('is refused', () => {
    expect(refusal(() => checkChange(setup, change as Change))).toMatch(message);
  });
});

describe('a rate that a learned kernel', () => {
  const learned = (rateInputs: string[]) => {
    const { network, rates } = sir;
    const drawn = randomGaussian(network, { rates, hidden: [4], rateInputs });
    const wide = drawn.domain.rates.map((range, k) =>
      rateInputs.includes(network.rates[k]!) ? [0, 1] : range,
    );
    return { ...drawn, domain: { ...drawn.domain, rates: wide as (typeof drawn.domain)['rates'] } };
  };
  const [first] = sir.network.rates as [string];
  const value = sir.rates[0]!;
  const under = (rateInputs: string[], to: number) => {
    const abstraction = learned(rateInputs);
    const of = { ...setup, network: sir.network, fields: [], kernel: mdn({ ...abstraction.shape }) };
    return refusal(() => checkChange(of, { kind: 'rate', name: first, value: to }, abstraction));
  };

  test('was trained for may be set', () => {
    expect(under([first], 0.5)).toBe('');
    expect(under([], value)).toBe('');
  });

  test('does not read may not, and it says which would', () => {
    expect(under([], 2 * value)).toMatch(
      new RegExp(`does not read it\nRun exactly .*rateInputs: \\['${first}'\\]`),
    );
  });

  test('was not trained for may not', () => {
    expect(under([first], 1.5)).toMatch(/was trained for 0 to 1\nStay within/);
  });
});

test('what is scheduled is in the order of the steps, and of one step in that given', () => {
  const at = (step: number, value: number): Intervention => ({ step, kind: 'rate', name: 'die', value });
  const scheduled = scheduleOf(setup, [at(7, 1), at(3, 2), at(7, 3), at(0, 4)]);
  expect(scheduled).toEqual([at(0, 4), at(3, 2), at(7, 1), at(7, 3)]);
  for (const step of [-1, 24, 0.5, Number.NaN])
    expect(refusal(() => scheduleOf(setup, [at(step, 1)]))).toMatch(/and the run has steps 0 to 23/);
});
