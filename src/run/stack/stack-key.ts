/** Which runs can step together. */
import { hashNetwork } from '../../crn/hash.ts';
import type { Network } from '../../crn/network.ts';
import type { Setup } from '../scenario/setup.ts';

const hashes = new WeakMap<Network, string>();
const keys = new WeakMap<Setup, string>();

/**
 * Names what the machines of a run are compiled for, and how its memory is laid out: runs of one key step
 * together. Rates, seeds, starts, lengths, names, how fast molecules hop, and the numbers of fields and max rules
 * do not count.
 */
export function stackKey(setup: Setup): string {
  const key = keys.get(setup) ?? makeKey(setup);
  keys.set(setup, key);
  return key;
}

function makeKey({ network, kernel, backend, lattice, dt, ratesPerCell, routes, ...rest }: Setup): string {
  const hash = hashes.get(network) ?? hashNetwork(network);
  hashes.set(network, hash);
  const numbers = [rest.hops, rest.fields, rest.maxes].map((rules) => rules.length);
  return JSON.stringify([hash, kernel, backend, lattice, dt, ratesPerCell, routes, ...numbers]);
}
