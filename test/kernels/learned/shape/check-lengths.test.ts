import { expect, test } from 'vitest';
import type { Abstraction, CountsScaling } from '../../../../src/kernels/abstraction.ts';
import { misfit } from '../../../../src/kernels/learned/shape/check-lengths.ts';
import { openKernel } from '../../../../src/kernels/open-kernel.ts';
import { mdn, search } from '../../../../src/kernels/specs.ts';
import { bees } from '../../../support/networks.ts';
import { randomAbstraction } from '../random-abstraction.ts';

const { network, rates } = bees;
const counts = randomAbstraction(network, { rates });
const gaussian = randomAbstraction(network, { rates, head: 'gaussian' });
const scaled = (changes: Partial<CountsScaling>): Abstraction => ({
  ...counts,
  scaling: { ...(counts.scaling as CountsScaling), ...changes },
});
const cell = {
  expands: true,
  edges: Array.from({ length: 4 }, (_, e) => ({ operation: 'relu' as const, from: e % 2 })),
  reduced: [2, 3],
};
const body = search({ cells: 1, cellSize: 2 });
const searched = (of: Partial<typeof cell> | null): Abstraction => ({
  ...counts,
  shape: { ...counts.shape, body },
  genotype: { cells: of ? [{ ...cell, ...of }] : [] },
});

test.each<[string, Abstraction, string]>([
  ['ranges', { ...counts, domain: { ...counts.domain, counts: [] } }, '`domain.counts` has 0 entries, and 4'],
  ['rates', { ...counts, domain: { ...counts.domain, rates: [] } }, '`domain.rates` has 0 entries, and 6'],
  [
    'one range',
    { ...counts, domain: { ...counts.domain, dt: [] as never } },
    '`domain.dt` has 0 entries, and 2',
  ],
  [
    'totals',
    { ...counts, domain: { ...counts.domain, totals: [{ coefficients: [1], is: 1 }] } },
    '`domain.totals[0].coefficients` has 1 entries, and 4',
  ],
  ['anchors', scaled({ anchor: [] }), '`scaling.anchor` has 0 entries'],
  ['anchors of no kind', scaled({ anchor: ['up' as never] }), '`scaling.anchor` names up'],
  [
    'a basis',
    scaled({ basis: { kind: 'echelon', order: [] } }),
    '`scaling.basis` is {"kind":"echelon","order":[]}',
  ],
  ['a basis of no kind', scaled({ basis: { kind: 'none' as never, order: [] } }), '`scaling.basis`'],
  ['features', scaled({ featureMean: [0] }), '`scaling.featureMean` has 1 entries'],
  ['components', scaled({ spread: [] }), '`scaling.spread` has 0 entries'],
  ['marks', scaled({ marks: [{ species: 4, count: 1 }] }), '`scaling.marks` names species 4'],
  [
    'the published head',
    { ...gaussian, scaling: { head: 'gaussian', origin: [0], unit: [1] } },
    '`scaling.origin`',
  ],
  ['another head', { ...counts, scaling: gaussian.scaling }, '`scaling.head` is gaussian'],
  ['no cells', searched(null), '`genotype.cells` has 0 entries, and 1'],
  ['edges', searched({ edges: [] }), '`genotype.cells[0]` is no cell of 2 nodes'],
  [
    'edges from nowhere',
    searched({ edges: cell.edges.map((e) => ({ ...e, from: 9 })) }),
    '`genotype.cells[0]`',
  ],
  ['no output', searched({ reduced: [] }), '`genotype.cells[0]`'],
])('refused at the door: %s', async (_what, bad, message) => {
  expect(misfit(network, bad)).toContain(message);
  const opened = openKernel(mdn(bad.shape), { network, dt: 0.5, abstraction: bad });
  await expect(opened).rejects.toMatchObject({ name: 'AbstractionError' });
  await expect(opened).rejects.toThrow(message);
});

test('control: what fits is not', () => {
  for (const one of [counts, gaussian, searched({})]) expect(misfit(network, one)).toBeUndefined();
  const steps = randomAbstraction(network, { rates, steps: [0.1, 2], basis: 'echelon' });
  expect(misfit(network, steps)).toBeUndefined();
});
