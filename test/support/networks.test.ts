import { expect, test } from 'vitest';
import { hashNetwork } from '../../src/crn/hash.ts';
import * as networks from './networks.ts';
import * as published from './published-networks.ts';

// Written twice, for the published ones bring the whole library along: every file of tests would wait for it.
test.each([
  ['gene expression', networks.geneExpression, published.geneExpression],
  ['toggle', networks.toggle, published.toggle()],
  ['toggle, falling', networks.toggleUnder('falling'), published.toggle('falling')],
  ['epidemic', networks.epidemic(0.2), published.epidemic(0.2)],
  ['cascade of five', networks.cascade1(5), published.cascade(5)],
])('%s is the published one', (_, { network, rates, start }, other) => {
  expect(hashNetwork(network)).toBe(hashNetwork(other.network));
  expect(rates).toEqual(network.rates.map((name) => other.rates[name]));
  expect(start).toEqual(network.species.map((name) => other.start[name] ?? 0));
});

test('control: another meaning of two molecules is another network', () => {
  expect(hashNetwork(networks.toggleUnder('falling').network)).not.toBe(
    hashNetwork(published.toggle().network),
  );
});
