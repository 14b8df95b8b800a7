import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test, vi } from 'vitest';
import { main } from '../../../src/cli/program.ts';
import { crn } from '../../../src/crn/crn.ts';
import { writeSbml } from '../../../src/formats/sbml/write.ts';

const folder = mkdtempSync(join(tmpdir(), 'crn-grid-import-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const at = (name: string): string => join(folder, name);

writeFileSync(
  at('pairs.xml'),
  writeSbml({
    name: 'Pairs',
    network: crn('2 A -> AA @ k\nAA -> 2 A @ u\nwhen AA > 40: A = 100, AA = 0'),
    rates: { k: 0.01, u: 0.1 },
    start: { A: 100 },
    timeUnit: 'second',
  }),
);

async function ran(...args: string[]): Promise<{ code: number; out: string; errors: string }> {
  const [out, errors] = [[] as string[], [] as string[]];
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => Boolean(out.push(String(text)))),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => Boolean(errors.push(String(text)))),
  ];
  try {
    return { code: await main(args), out: out.join(''), errors: errors.join('') };
  } finally {
    for (const spy of spies) spy.mockRestore();
  }
}

test('a model is printed as a scenario, which runs as the model does', async () => {
  const { code, out, errors } = await ran('import', at('pairs.xml'));
  expect(code).toBe(0);
  expect(out).toContain('2 A -> AA @ k');
  expect(errors).toMatch(/Pairs: 2 species, 2 reactions, 1 event\n/);
  expect((await ran('import', at('pairs.xml'), '--out', at('pairs.ts'))).code).toBe(0);
  expect(readFileSync(at('pairs.ts'), 'utf8')).toBe(out);
  const simulate = (file: string, stats: string) =>
    ran('simulate', at(file), '-n', '50', '--until', '5', '--stats', at(stats));
  expect((await simulate('pairs.xml', 'model.csv')).code).toBe(0);
  expect((await simulate('pairs.ts', 'script.csv')).code).toBe(0);
  const table = readFileSync(at('model.csv'), 'utf8');
  expect(table.split('\n')[0]).toBe('time,A-mean,A-sd,AA-mean,AA-sd');
  expect(readFileSync(at('script.csv'), 'utf8')).toBe(table);
});

test('a model runs in space', async () => {
  const grid = ['--grid', '6x4', '--hop', 'A=0.5', '--until', '3', '--no-figures', '--json'];
  const { code, out } = await ran('run', at('pairs.xml'), ...grid, '--out', at('grid.zarr'));
  expect(code).toBe(0);
  const still = await ran(
    'run',
    at('pairs.xml'),
    ...grid.filter((_, i) => i !== 2 && i !== 3),
    '--out',
    at('still.zarr'),
  );
  // Hops are events too.
  const events = (text: string): number => JSON.parse(text).tally?.events ?? JSON.parse(text).events;
  expect(events(out)).not.toBe(events(still.out));
  expect((await ran('run', at('pairs.xml'), '--hop', 'B=1', '--out', at('no.zarr'))).errors).toMatch(/"B"/);
});

test('what cannot be read ends with where, what and what to do', async () => {
  writeFileSync(at('broken.xml'), '<sbml><model></sbml>');
  writeFileSync(at('text.bngl'), 'no model');
  for (const [file, says] of [
    ['none.xml', /there is no such file/],
    ['broken.xml', /broken\.xml, line 1.*not well-formed/],
    ['text.bngl', /text\.bngl/],
    ['pairs.ts', /its ending is not that of a model file/],
  ] as const) {
    const { code, errors } = await ran('import', at(file));
    expect(code, file).toBe(1);
    expect(errors).toMatch(says);
  }
  expect((await ran('run')).errors).toMatch(/one scenario, model or archive/);
});
