/** From an abstraction to its head. */
import type { Network } from '../../../crn/network.ts';
import type { Abstraction } from '../../abstraction.ts';
import { GaussianHead } from './gaussian/head.ts';
import type { Head } from './head.ts';
import { CountsHead } from './integer/head.ts';

/** @throws KernelError where the network's counts cannot be decoded one by one */
export function openHead(
  network: Network,
  abstraction: Pick<Abstraction, 'shape' | 'domain' | 'dt' | 'scaling'> &
    Partial<Pick<Abstraction, 'weights'>>,
): Head {
  const { scaling } = abstraction;
  return scaling.head === 'gaussian'
    ? new GaussianHead(network, { ...abstraction, scaling })
    : new CountsHead(network, { ...abstraction, scaling }, abstraction.weights);
}
