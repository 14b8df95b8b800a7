/** Kinetic laws are the propensities, short reactants and all. */
import { expect, test } from 'vitest';
import { crn } from '../../../../src/crn/crn.ts';
import { propensities } from '../../../../src/crn/evaluate.ts';
import type { MassAction } from '../../../../src/crn/network.ts';
import { writeSbml } from '../../../../src/formats/sbml/write.ts';
import { meaning } from './mathml-walker.ts';

const text = `
  A + 2 B -> 0 @ k
  3 B     -> A @ k
  A       -> B @ {k * (1 + B)}
  2 A     -> B @ {k * sqrt(A) + exp(-t)}
  0       -> A @ {if(A > 2 && B < 3, k, 0)}
`;

test.each(['combinations', 'falling', 'powers'] as const)('%s', (massAction: MassAction) => {
  const network = crn(text, { massAction });
  const written = writeSbml({ name: 'laws', network, rates: { k: 0.7 }, start: {} });
  const laws = [...written.matchAll(/<kineticLaw>([\s\S]*?)<\/kineticLaw>/g)].map(([, law]) => law!);
  expect(laws).toHaveLength(network.reactions.length);
  for (let A = 0; A < 4; A++)
    for (let B = 0; B < 4; B++)
      expect(laws.map((law) => Number(meaning(law, { A, B, k: 0.7 }, 1.5)) + 0)).toEqual([
        ...propensities(network, [A, B], [0.7], 1.5),
      ]);
});

test('mass action that vanishes by itself stays plain', () => {
  const network = crn('2 A -> 0 @ k\nA + B -> 0 @ k\nA -> 0 @ {k * A / (1 + A)}');
  const written = writeSbml({ name: 'plain', network, rates: { k: 1 }, start: {} });
  expect(written).not.toContain('<max/>');
});
