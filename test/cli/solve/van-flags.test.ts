import { describe, expect, test } from 'vitest';
import { type VanFlags, vanFlags } from '../../../src/cli/solve/van-flags.ts';
import type { Parity } from '../../../src/cme/van/variational/parity/settings.ts';

const read = (flags: Partial<VanFlags>, parity?: Parity) =>
  vanFlags({ method: 'van', ...flags }, parity && { parity });

test('are settings of the fit, or of the published algorithm where that is asked for', () => {
  expect(read({})).toEqual({});
  expect(read({ updates: 9, samples: 20, seed: 3 })).toEqual({
    ...{ van: { fit: { updates: 9, samples: 20 } }, seed: 3 },
  });
  expect(read({ updates: 9, samples: 20, parity: 0.5 })).toEqual({
    van: { parity: { step: 0.5, batch: 20, updates: [449, 8] } },
  });
  expect(read({ updates: 9, loss: 'steady-state' })).toEqual({
    van: { parity: { loss: 'steady-state', updates: [8, 0] } },
  });
});

test('where the scenario asks for it, too, and nothing is said where no flag is given', () => {
  const theirs = { step: 1 };
  expect(read({ updates: 9 }, theirs)).toEqual({ van: { parity: { updates: [449, 8] } } });
  expect(read({ method: 'fsp' }, theirs)).toEqual({});
  expect(read({ variational: true, updates: 9 }, theirs)).toEqual({
    van: { variational: {}, fit: { updates: 9 } },
  });
});

describe('what is no setting of the published algorithm is told in the words of the command line', () => {
  test.each([
    [{ parity: 1, updates: 0 }, /--updates: it is 0\nGive a whole number from 1/],
    [{ parity: 1, samples: 1 }, /--samples: it is 1\nGive a whole number from 2/],
    [{ loss: 'steady-state', updates: 0 }, /--updates: it is 0/],
    [{ parity: 0 }, /--parity: a step of 0/],
    [{ parity: 1, loss: 'steady-state' }, /--parity: .* no time goes by\nLeave it out/],
    [{ loss: 'kl' }, /--loss: .*\nAdd `--parity <step>`/],
  ] as const)('%j', (flags, message) => {
    expect(() => read(flags)).toThrow(message);
    // Another method has its own word to say.
    expect(() => read({ ...flags, method: 'fsp' })).not.toThrow();
  });
});
