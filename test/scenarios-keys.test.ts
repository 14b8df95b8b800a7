/** What is shipped with a scenario was made by what the scenario and the code say today. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { afterAll, beforeAll, expect, test, vi } from 'vitest';
import { loadScenario } from '../src/cli/given/load-scenario.ts';
import type { Provenance } from '../src/kernels/abstraction.ts';
import { learnedShape } from '../src/kernels/open-kernel.ts';
import { van } from '../src/kernels/specs.ts';
import type { Crew } from '../src/learning/crew.ts';
import { abstractionFolder } from '../src/learning/store.ts';
import type { Scenario } from '../src/run/scenario.ts';

const folder = resolve(import.meta.dirname, '../scenarios');
const abstractions = join(folder, 'abstractions');
const files = readdirSync(folder).filter((file) => /^[\w-]+\.ts$/.test(file));
const learned = (
  await Promise.all(
    files.map(async (file) => {
      const { scenario } = await loadScenario(join(folder, file));
      const { kernel } = scenario;
      if (!kernel || kernel === 'auto' || !learnedShape(kernel)) return [];
      // Some are shipped with a `van()` too.
      return [kernel, van()].flatMap((one) => {
        const shape = learnedShape(one)!;
        const use = { network: scenario.crn, dt: scenario.time.step, shape };
        const name = abstractionFolder(scenario.name, use);
        return existsSync(join(abstractions, name)) ? [{ name, scenario, shape }] : [];
      });
    }),
  )
).flat();

const read = (name: string, file: string) => readFileSync(join(abstractions, name, file), 'utf8');
const provenanceOf = (name: string): Provenance => JSON.parse(read(name, 'abstraction.json')).provenance;

// A key names the versions too. Those it was made with may pass: their bytes are kept, not made again.
const node = Object.getOwnPropertyDescriptor(process.versions, 'node')!;
const { versions } = provenanceOf(learned[0]!.name);
let stored: typeof import('../src/run/learn/stored-scenario.ts');
beforeAll(async () => {
  Object.defineProperty(process.versions, 'node', { ...node, value: versions.node });
  vi.doMock('../src/version.ts', () => ({ version: versions['crn-grid'] }));
  vi.resetModules();
  stored = await import('../src/run/learn/stored-scenario.ts');
});
afterAll(() => {
  Object.defineProperty(process.versions, 'node', node);
  vi.doUnmock('../src/version.ts');
});

/** Text that training would store beside its weights. */
async function keyTextOf({ name, scenario, shape }: (typeof learned)[number]): Promise<string> {
  const { backend } = provenanceOf(name);
  const crew = { threads: 1 } as Crew;
  return stored.keyText(await stored.learnKey(scenario, shape, { crew, backend, directory: abstractions }));
}

test('every abstraction that is shipped belongs to a scenario', () => {
  expect(learned.map(({ name }) => name).sort()).toEqual(readdirSync(abstractions).sort());
});

test.each(learned)('$name is what training would make', async (one) => {
  expect(provenanceOf(one.name).versions).toEqual(versions);
  expect(await keyTextOf(one)).toBe(read(one.name, stored.keyFile));
});

test('control: other ranges, or another budget, are another key', async () => {
  const one = learned.find(({ scenario }) => scenario.train)!;
  const { train } = one.scenario;
  for (const other of [{ epochs: 7 }, { ranges: { [one.scenario.crn.species[0]!]: [0, 3] } }]) {
    const scenario = { ...one.scenario, train: { ...train, ...other } } as Scenario;
    expect(await keyTextOf({ ...one, scenario })).not.toBe(await keyTextOf(one));
  }
});
