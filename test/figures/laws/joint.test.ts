import { describe, expect, test } from 'vitest';
import { logProbability } from '../../../src/figures/colour-scale.ts';
import { type JointFigure, type JointLaw, jointSvg } from '../../../src/figures/laws/joint.ts';
import { rasterPixels } from '../../../src/figures/raster.ts';
import { dark } from '../../../src/figures/theme.ts';
import { expectSound, textsIn } from '../drawing.ts';

/** All mass about one state. */
function around(time: number, x: number, y: number, shape: [number, number]): JointLaw {
  const values = new Float64Array(shape[0] * shape[1]);
  for (let i = 0; i < shape[0]; i++)
    for (let j = 0; j < shape[1]; j++)
      values[i * shape[1] + j] = 0.05 * Math.exp(-((i - x) ** 2 + (j - y) ** 2) / 6);
  return { time, shape, values };
}
const figure = (laws: readonly JointLaw[]): JointFigure => ({
  ...{ title: 'toggle', subtitle: 'joint law of Px and Py', names: ['protein x', 'protein y'], laws },
  timeUnit: 's',
});

describe('a joint law', () => {
  test('a drawing that is whole, for one law, for four, in light and dark', () => {
    const laws = [1, 2, 5, 10].map((t) => around(t, 3 * t, 30 - 3 * t, [40, 35]));
    for (const n of [1, 2, 4]) expectSound(jointSvg(figure(laws.slice(0, n))));
    expectSound(jointSvg(figure(laws), dark));
  });

  test('says times, species and probabilities', () => {
    const words = textsIn(jointSvg(figure([around(7, 10, 10, [40, 40])]))).map((t) => t.words);
    for (const expected of ['t = 7 s', 'protein x', '↑ protein y', 'probability', '0.01', '1e−5'])
      expect(words).toContain(expected);
  });

  test('the first species goes to the right, the second upwards', () => {
    // Much of the first, little of the second: bright to the right, below the middle.
    const svg = jointSvg(figure([around(1, 35, 5, [40, 40])]));
    const { width, rgba } = rasterPixels(svg);
    const [, x, y, side] = /<image x="([\d.]+)" y="([\d.]+)" width="([\d.]+)"/.exec(
      svg.slice(svg.indexOf('<image', svg.indexOf('<image') + 1)),
    )!;
    const green = (across: number, up: number): number => {
      const column = Math.round(Number(x) + across * Number(side));
      const row = Math.round(Number(y) + (1 - up) * Number(side));
      return rgba[4 * (row * width + column) + 1]!;
    };
    expect(green(0.875, 0.14)).toBeGreaterThan(200);
    expect(green(0.14, 0.875)).toBeLessThan(30);
  });

  test('of two genes, and of one state', () => {
    expectSound(jointSvg(figure([{ time: 1, shape: [2, 2], values: Float64Array.of(0.1, 0.4, 0.5, 0) }])));
    const one = jointSvg(figure([{ time: 0, shape: [1, 1], values: Float64Array.of(1) }]));
    expect(one).not.toMatch(/NaN|Infinity|undefined/);
  });
});

describe('colours of probabilities', () => {
  test('a decade is a fifth of the way, and nothing is below the darkest', () => {
    const scale = logProbability(0.1, 5);
    expect(scale.place(0.1)).toBeCloseTo(1, 12);
    expect(scale.place(0.01)).toBeCloseTo(0.8, 12);
    expect(scale.place(0)).toBe(0);
    expect(scale.place(1e-30)).toBe(0);
    expect(scale.ticks(6).map((t) => t.label)).toEqual(['1e−6', '1e−5', '1e−4', '0.001', '0.01', '0.1']);
  });

  test('ticks stay on the bar', () => {
    for (const max of [1, 0.3, 0.05, 0.0123, 2e-9])
      for (const { at } of logProbability(max, 5).ticks(4)) expect(at).toSatisfy((v) => v >= 0 && v <= 1);
  });
});
