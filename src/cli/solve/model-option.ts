/** How a network is written on the command line. */
import { InvalidArgumentError } from 'commander';
import type { VanNetwork } from '../../cme/van/model/network.ts';

/** Reads `perceptrons:64,64` or `gru:32`. @throws InvalidArgumentError */
export function model(text: string): VanNetwork {
  const match = /^(perceptrons|gru):(\d+(?:,\d+)*)$/.exec(text.trim());
  const widths = match?.[2]?.split(',').map(Number) ?? [];
  const isRight = widths.length > 0 && widths.every((n) => n >= 1 && n <= 4096);
  if (!isRight || (match![1] === 'gru' && widths.length > 1))
    throw new InvalidArgumentError('Write it as perceptrons:64,64 or gru:32, widths from 1 to 4096.');
  return match![1] === 'gru' ? { kind: 'gru', hidden: widths[0]! } : { kind: 'perceptrons', hidden: widths };
}
