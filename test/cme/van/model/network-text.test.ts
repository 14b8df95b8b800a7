import { expect, test } from 'vitest';
import { checkNetwork } from '../../../../src/cme/van/model/network.ts';
import { describeNetwork, readNetwork } from '../../../../src/cme/van/model/network-text.ts';

test('every kind, with its sizes or without', () => {
  for (const [text, described] of [
    ['perceptrons:8,4', 'perceptrons of 8, 4'],
    ['gru', 'gru of 32'],
    ['nade:12', 'nade of 12'],
    [' nade:12,raw ', 'nade of 12, raw counts'],
    ['made', 'made of 64, 64'],
    ['transformer', 'transformer of 16, 32 hidden, 2 layers, 2 heads'],
  ] as const) {
    const network = readNetwork(text)!;
    expect(describeNetwork(network)).toBe(described);
    checkNetwork('test', network);
  }
});

test('what is none', () => {
  for (const text of [
    'lstm:4',
    'gru:4,4',
    'gru:',
    'nade:raw',
    'nade:4,5',
    'made:0',
    'transformer:16',
    'made:1.5',
  ])
    expect(readNetwork(text)).toBeUndefined();
});

test('sizes that cannot be', () => {
  for (const network of [
    { kind: 'lstm', hidden: 4 },
    { kind: 'gru', hidden: 5000 },
    { kind: 'nade', hidden: 4, inputs: 'square' },
    { kind: 'made', hidden: 4 },
    { kind: 'transformer', width: 16, hidden: 32, layers: 2, heads: 3 },
    undefined,
  ])
    expect(() => checkNetwork('test', network as never)).toThrow(/`model` is .*\nWrite /);
});
