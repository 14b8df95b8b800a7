import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, expect, test } from 'vitest';
import { main } from '../../../src/cli/program.ts';
import { experiment, model } from '../../formats/sedml/documents.ts';

const folder = mkdtempSync(join(tmpdir(), 'crn-grid-omex-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

let made = 0;
function archive(files: Record<string, string>): string {
  const path = join(folder, `${++made}.omex`);
  const contents = Object.keys(files).map(
    (place) =>
      `<content location="./${place}" format="http://identifiers.org/combine.specifications/${place.endsWith('.sedml') ? 'sed-ml' : 'sbml'}"/>`,
  );
  const manifest = `<omexManifest xmlns="http://identifiers.org/combine.specifications/omex-manifest">${contents.join('')}</omexManifest>`;
  const all = { 'manifest.xml': manifest, ...files };
  writeFileSync(
    path,
    zipSync(Object.fromEntries(Object.entries(all).map(([p, text]) => [p, strToU8(text)]))),
  );
  return path;
}

async function ran(path: string): Promise<{ code: number; out: string; errors: string }> {
  const out = join(folder, `out-${made}`);
  let errors = '';
  const write = process.stderr.write;
  process.stderr.write = ((text: string) => {
    errors += text;
    return true;
  }) as typeof write;
  try {
    return { code: await main(['run', path, '--out', out]), out, errors };
  } finally {
    process.stderr.write = write;
  }
}

const rowsOf = (file: string): number[][] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));

test('an archive gives its reports and plots: concentrations, changed attributes, made of both', async () => {
  const { code, out } = await ran(
    archive({ 'a/decay.xml': model, 'a/sim.sedml': experiment('KISAO:0000019') }),
  );
  expect(code).toBe(0);
  const rows = rowsOf(join(out, 'a/sim.sedml/table.csv'));
  expect(rows.map(([t]) => t)).toEqual([1, 1.5, 2, 2.5, 3]);
  for (const [t, slow, fast] of rows as [number, number, number][]) {
    expect(slow).toBeCloseTo(3 * 10 * Math.exp(-0.5 * t), 5);
    expect(fast).toBeCloseTo((3 * 40 * Math.exp(-2 * t)) / 2, 5);
  }
  expect(existsSync(join(out, 'a/sim.sedml/curves.png'))).toBe(true);
  expect(readFileSync(join(out, 'log.yml'), 'utf8')).toMatch(/^status: SUCCEEDED/);
});

test('an algorithm of chance gives whole counts that fall', async () => {
  const { code, out } = await ran(archive({ 'decay.xml': model, 'sim.sedml': experiment('KISAO_0000029') }));
  expect(code).toBe(0);
  const counts = rowsOf(join(out, 'sim.sedml/table.csv')).map(([, slow]) => (slow! * 2) / 3);
  for (const count of counts) expect(count).toBeCloseTo(Math.round(count), 9);
  expect(counts).toEqual([...counts].sort((a, b) => b - a));
  expect(counts[0]).toBeLessThan(20);
});

test('what is not carried out is said by name, the rest is done, and the exit code is not 0', async () => {
  const path = archive({
    'decay.xml': model,
    '1.sedml': experiment('KISAO:0000019', '<repeatedTask id="again"/>'),
    '2.sedml': experiment('KISAO:0000437'),
    '3.sedml': experiment('KISAO:0000019', '', '//sbml:species'),
    '4.sedml': experiment('KISAO:0000019').replace('source="decay.xml"', 'source="none.xml"'),
    '5.sedml': experiment('KISAO:0000019'),
  });
  const { code, out, errors } = await ran(path);
  expect(code).toBe(1);
  expect(errors).toMatch(/4 of 5 experiments failed/);
  for (const what of [
    /repeatedTask.*again.*not carried out/,
    /KISAO:0000437 is not known/,
    /path \/\/sbml:species is not read/,
    /no "none.xml"/,
  ])
    expect(errors).toMatch(what);
  expect(existsSync(join(out, '5.sedml/table.csv'))).toBe(true);
  expect(readFileSync(join(out, 'log.yml'), 'utf8')).toMatch(/^status: FAILED/);
});

test('no output leads out of its folder, and no column is lost', async () => {
  const path = archive({
    'decay.xml': model,
    '1.sedml': experiment('KISAO:0000019').replace('report id="table"', 'report id="../../out"'),
    '2.sedml': experiment('KISAO:0000019').replaceAll('label="fast"', 'label="slow"'),
  });
  const { code, out, errors } = await ran(path);
  expect(code).toBe(1);
  expect(errors).toMatch(/"..\/..\/out" is no id/);
  expect(readFileSync(join(out, '2.sedml/table.csv'), 'utf8').split('\n')[0]).toBe('time,slow,slow (2)');
});

test('what is no archive is refused, and flags that mean nothing to one', async () => {
  const path = join(folder, 'no.omex');
  writeFileSync(path, 'PK no zip');
  expect((await ran(path)).errors).toMatch(/no zip file that can be read/);
  expect(
    await main([
      'run',
      archive({ 'decay.xml': model, 's.sedml': experiment('KISAO:0000019') }),
      '--seed',
      '3',
    ]),
  ).toBe(1);
});
