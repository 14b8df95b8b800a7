import { expect, test } from 'vitest';
import { openVanJob, type VanTask } from '../../../../../src/cme/van/job.ts';
import { openDrawn } from '../../../../../src/cme/van/open-drawn.ts';
import { fitAgain } from '../../../../../src/cme/van/sampled/check/fit-again.ts';
import { crn } from '../../../../../src/crn/crn.ts';

const van = openVanJob('van', {
  network: crn('0 -> X @ 3\nX -> 0 @ 1\nX -> X + Y @ 1\nY -> 0 @ 1'),
  rates: {},
  start: {},
  limits: { X: 9, Y: 9 },
  times: [1],
  model: { kind: 'perceptrons', hidden: [4] },
} as VanTask);

/** The first half of the draws arrive at (3, y), the others at (7, y), where y is 1 for every fourth and else 5. */
async function lawsOf(updates: number) {
  const drawn = await openDrawn(van, ['paths']);
  const spans: (readonly [number, number])[] = [];
  const advance = async (states: Int32Array, span: readonly [number, number]) => {
    spans.push(span);
    for (let row = 0; row < 400; row++) {
      states[2 * row] = row < 200 ? 3 : 7;
      states[2 * row + 1] = row % 4 === 0 ? 1 : 5;
    }
  };
  const again = { ...drawn, advance, updates, rate: 0.03, seed: 1, step: 2 };
  try {
    return { laws: await fitAgain(again, new Int32Array(800), [0.5, 0.75]), spans };
  } finally {
    drawn.trainer.dispose();
  }
}

test('each law is that of its own half, after the way to the end of the span', async () => {
  const { laws, spans } = await lawsOf(200);
  const at = (which: 0 | 1, x: number, y: number) => Math.exp(laws[which](Int32Array.of(x, y))[0]!);
  expect(spans).toEqual([[0.5, 0.75]]);
  for (const [which, x] of [
    [0, 3],
    [1, 7],
  ] as const) {
    expect(Math.abs(at(which, x, 1) - 0.25)).toBeLessThan(0.05);
    expect(Math.abs(at(which, x, 5) - 0.75)).toBeLessThan(0.05);
    expect(at(which, 10 - x, 5)).toBeLessThan(0.02);
  }
});

test('the same again', async () => {
  const asked = Int32Array.of(3, 1, 7, 5);
  const [one, other] = [(await lawsOf(20)).laws, (await lawsOf(20)).laws];
  expect(one.map((law) => law(asked))).toEqual(other.map((law) => law(asked)));
  // Their weights begin elsewhere, besides.
  expect(one[0](asked)).not.toEqual(one[1](asked));
});
