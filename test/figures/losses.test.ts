import { expect, test } from 'vitest';
import { lossesSvg } from '../../src/figures/losses.ts';
import { expectSound, textsIn } from './drawing.ts';

const epochs = (n: number, stage: string) =>
  Array.from({ length: n }, (_, i) => ({ stage, loss: 2 + 9 / (i + 1), heldOut: 2.1 + 9 / (i + 1) }));

test('loss curves: two curves, a line between the rounds, epochs below', () => {
  const svg = lossesSvg({ title: '16 mixtures', epochs: [...epochs(40, 'fit-1'), ...epochs(20, 'fit-2')] });
  expectSound(svg);
  const words = textsIn(svg).map((t) => t.words);
  expect(words).toEqual(expect.arrayContaining(['16 mixtures', 'training', 'held out', 'epoch']));
  const all = epochs(60, 'fit-1');
  const rounds = all.map((e, i) => (i < 40 ? e : { ...e, stage: 'fit-2' }));
  const [one, two] = [all, rounds].map((e) => lossesSvg({ title: '', epochs: e }).split('<line ').length);
  expect(two! - one!).toBe(1);
});

test.each([
  ['one epoch', epochs(1, 'fit-1')],
  ['none', []],
  ['one loss', epochs(3, 'fit-1').map((e) => ({ ...e, loss: 2, heldOut: 2 }))],
  ['a loss that is none', [{ stage: 'fit-1', loss: Number.NaN, heldOut: 3 }, ...epochs(5, 'fit-1')]],
])('is sound with %s', (_what, all) => {
  expectSound(lossesSvg({ title: 'few', epochs: all }));
});
