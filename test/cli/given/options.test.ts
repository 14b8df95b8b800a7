import { expect, test } from 'vitest';
import { askedKernel, kernelOf, learnedSpecOf, searched } from '../../../src/cli/given/options.ts';
import { crn } from '../../../src/crn/crn.ts';
import type { KernelSpec } from '../../../src/kernels/kernel.ts';
import { shapeKey } from '../../../src/kernels/learned/shape/shape.ts';
import type { LearnedSpec } from '../../../src/kernels/learned.ts';
import { hybrid, mdn, ode, search, ssa, van } from '../../../src/kernels/specs.ts';
import type { StoredAbstraction } from '../../../src/learning/store.ts';
import { scenario } from '../../../src/run/scenario.ts';

const having = (kernel?: KernelSpec | 'auto') =>
  scenario({
    name: 'fade',
    crn: crn('A -> 0 @ k'),
    rates: { k: 1 },
    start: { A: 5 },
    time: { step: 1, until: 3 },
    ...(kernel ? { kernel } : {}),
  });
const own = mdn({ mixtures: 3, hidden: [7] });

test('search is the own shape with a searched body: what a training of it is found by', () => {
  const asked = kernelOf(having(own), 'search') as LearnedSpec;
  expect(asked).toEqual(mdn({ mixtures: 3, body: search() }));
  for (const kernel of [own, hybrid({ mixtures: 3, hidden: [7] })])
    expect(shapeKey(searched(learnedSpecOf('fade.ts', having(kernel))))).toBe(shapeKey(asked));
  expect(shapeKey(asked)).not.toBe(shapeKey(own));
});

test('a body that is searched already stays as it is', () => {
  const cells = mdn({ body: search({ cells: 3, latency: 0.1 }) });
  expect(kernelOf(having(cells), 'search')).toEqual(cells);
  expect(kernelOf(having(cells), 'search', 'learned')).toEqual({ ...cells, outside: 'learned' });
});

test('mdn and van are the own shape under their own head, and a scenario need not ask for either', () => {
  expect(kernelOf(having(own), 'van')).toEqual(van({ hidden: [7] }));
  expect(kernelOf(having(van({ components: 3, hidden: [7] })), 'van', 'error')).toEqual(
    van({ components: 3, hidden: [7], outside: 'error' }),
  );
  expect(kernelOf(having(van({ hidden: [7] })), 'mdn')).toEqual(mdn({ hidden: [7] }));
  expect(kernelOf(having(van({ hidden: [7] })), 'hybrid')).toEqual(hybrid({ head: 'van', hidden: [7] }));
  expect(kernelOf(having(), 'van')).toEqual(van());
  expect(learnedSpecOf('fade.ts', having(), 'van')).toEqual(van());
  expect(kernelOf(having(van()), 'search')).toEqual(van({ body: search() }));
});

test('nothing to train is said', () => {
  for (const kernel of [undefined, ssa()])
    expect(() => learnedSpecOf('fade.ts', having(kernel))).toThrow('not a learned one');
});

test('what is trained for `auto` is the usual kernel', () => {
  expect(learnedSpecOf('fade.ts', having('auto'))).toEqual(mdn());
});

test('a kernel may be named by the folder of an abstraction, whatever the scenario asks for', async () => {
  const folder = new URL('../../fixtures/birth-death-a50d76e7337e', import.meta.url).pathname;
  const asked = await askedKernel(folder);
  expect(asked).toMatchObject({ path: folder });
  const { shape } = (asked as StoredAbstraction).abstraction;
  for (const kernel of [undefined, own, 'auto' as const])
    expect(shapeKey(kernelOf(having(kernel), asked) as LearnedSpec)).toBe(shapeKey(shape));
  expect(kernelOf(having(own), asked, 'learned')).toMatchObject({ kind: 'mdn', outside: 'learned' });
  expect(await askedKernel('hybrid')).toBe('hybrid');
  expect(await askedKernel(undefined)).toBeUndefined();
});

test('the mean is as the scenario has it, else the usual one, and has no training domain', () => {
  expect(kernelOf(having(ode({ tolerance: 1e-4 })), 'ode')).toEqual(ode({ tolerance: 1e-4 }));
  expect(kernelOf(having(own), 'ode')).toEqual(ode());
  expect(() => kernelOf(having(), 'ode', 'learned')).toThrow(
    /the kernel is ode, which has no training domain/,
  );
});
