/** One small network of each kind. */
import type { VanNetwork } from '../../../../src/cme/van/model/network.ts';

export const networks: readonly VanNetwork[] = [
  { kind: 'perceptrons', hidden: [6] },
  { kind: 'gru', hidden: 5 },
  { kind: 'nade', hidden: 6 },
  { kind: 'nade', hidden: 6, inputs: 'raw' },
  { kind: 'made', hidden: [9, 7] },
  { kind: 'transformer', width: 4, hidden: 6, layers: 2, heads: 2 },
];
