import { expect, test } from 'vitest';
import { frontChartSvg } from '../../src/figures/front-chart.ts';
import { dark, light } from '../../src/figures/theme.ts';
import { expectSound, textsIn } from './drawing.ts';

const points = [
  { name: 'dense [64, 64]', loss: 1.32, microseconds: 1.2, front: true },
  { name: 'latency 0.01', loss: 1.31, microseconds: 2.1, front: true },
  { name: 'latency 0', loss: 1.29, microseconds: 6.4, front: true },
  { name: 'latency 0.001', loss: 1.305, microseconds: 6.5, front: false },
  { name: 'latency 0.0001', loss: 1.306, microseconds: 6.6, front: false },
  { name: 'the same again', loss: 1.306, microseconds: 6.6, front: false },
];
const chart = { title: 'x16', subtitle: 'accuracy against speed', lossTitle: 'held-out loss (nats)' };

test('a front is drawn whole, every point with its name', () => {
  for (const theme of [light, dark]) {
    const svg = frontChartSvg({ ...chart, points }, theme);
    expectSound(svg);
    const words = textsIn(svg).map((t) => t.words);
    for (const { name } of points) expect(words).toContain(name);
    expect(svg.match(/<circle/g)).toHaveLength(points.length);
  }
});

test('one point is a chart too', () => {
  expectSound(frontChartSvg({ ...chart, points: points.slice(0, 1) }));
});
