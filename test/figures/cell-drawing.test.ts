import { describe, expect, test } from 'vitest';
import { type DrawnCell, drawCells } from '../../src/figures/cell-drawing.ts';
import { dark, light } from '../../src/figures/theme.ts';
import { expectSound, sizeOf, textsIn } from './drawing.ts';

const names = [
  'simple_dense',
  'gated_linear_unit',
  'skip_connect',
  'relu',
  'activated_dense',
  'element_wise',
];

/** A cell of that size; `turn` chooses among wirings. */
function cell(size: number, reduce: number, turn: number): DrawnCell {
  const edges = Array.from({ length: size }, (_, node) => {
    const first = (turn + node) % (node + 1);
    const second = first + 1 + ((turn * 5 + node) % (node + 1 - first));
    return [first, second].map((from, k) => ({
      operation: names[(turn + 2 * node + k) % names.length]!,
      from,
    }));
  });
  const reduced = Array.from({ length: reduce }, (_, k) => size + 2 - reduce + k);
  return { expands: turn === 0, edges: edges.flat(), reduced };
}

describe('cells', () => {
  test.each([
    [1, 1, 1],
    [2, 2, 2],
    [3, 4, 2],
    [2, 5, 1],
  ])('%d of size %d, %d averaged: whole, and no words meet', (cells, size, reduce) => {
    const drawn = Array.from({ length: cells }, (_, c) => cell(size, reduce, c));
    for (const theme of [light, dark]) {
      const svg = drawCells({ title: 'x16', subtitle: 'found by search', cells: drawn }, theme);
      expectSound(svg);
      const words = textsIn(svg).map((t) => t.words);
      for (const { edges } of drawn)
        for (const { operation } of edges) expect(words.filter((w) => w === operation)).not.toEqual([]);
      expect(words.filter((w) => names.includes(w))).toHaveLength(2 * cells * size);
    }
  });

  test('say where their inputs come from', () => {
    const cells = [0, 1, 2].map((c) => cell(1, 1, c));
    const words = textsIn(drawCells({ title: '', subtitle: '', cells })).map((t) => t.words);
    const sources = words.filter((w) => w === 'features' || /^cell \d$/.test(w));
    expect(sources.filter((w) => w === 'features')).toHaveLength(3);
    expect(words).toContain('cell 1, expands');
  });

  test('go on below where the figure would become too wide', () => {
    const wide = drawCells({
      title: '',
      subtitle: '',
      cells: Array.from({ length: 4 }, (_, c) => cell(4, 2, c)),
    });
    const one = drawCells({ title: '', subtitle: '', cells: [cell(4, 2, 0)] });
    expect(sizeOf(wide).width).toBeLessThan(1460);
    expect(sizeOf(wide).height).toBeGreaterThan(3 * (sizeOf(one).height - 120));
  });
});
