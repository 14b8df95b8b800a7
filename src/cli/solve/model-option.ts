/** How a network is written on the command line. */
import { InvalidArgumentError } from 'commander';
import type { VanNetwork } from '../../cme/van/model/network.ts';
import { readNetwork } from '../../cme/van/model/network-text.ts';

/** Reads `perceptrons:64,64`, `gru:32` and the like, see {@link readNetwork}. @throws InvalidArgumentError */
export function model(text: string): VanNetwork {
  const network = readNetwork(text);
  if (network) return network;
  throw new InvalidArgumentError(
    'Write it as perceptrons:64,64 or gru:32 or nade:16 or nade:16,raw or made:64,64 or transformer:16,32,2,2.',
  );
}
