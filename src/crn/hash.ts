/** A stable name for what a network does. */
import { createHash } from 'node:crypto';
import type { Expression } from './expression.ts';
import type { Network, Term } from './network.ts';

/**
 * SHA-256 in hex over species, rate names, reactions, events and the mass-action
 * convention, in order. Comments, lay-out and the names of reactions do not count.
 */
export function hashNetwork(network: Network): string {
  const content = [
    'crn 1',
    network.massAction,
    network.species,
    network.rates,
    network.reactions.map((r) => [terms(r.reactants), terms(r.products), plain(r.law)]),
    network.events.map((event) => [
      event.at ?? null,
      event.when ? plain(event.when) : null,
      event.latch ?? null,
      event.set.map(({ species, to }) => [species, plain(to)]),
    ]),
  ];
  return createHash('sha256').update(JSON.stringify(content)).digest('hex');
}

function terms(list: readonly Term[]): unknown[] {
  return list.map(({ species, count }) => [species, count]);
}

/** Arrays instead of objects: the order of keys cannot matter. */
function plain(e: Expression): unknown[] {
  switch (e.op) {
    case 'number':
      return [e.op, e.value];
    case 'species':
    case 'rate':
      return [e.op, e.index];
    case 'time':
      return [e.op];
    case 'if':
      return [e.op, plain(e.a), plain(e.b), plain(e.c)];
  }
  return 'b' in e ? [e.op, plain(e.a), plain(e.b)] : [e.op, plain(e.a)];
}
