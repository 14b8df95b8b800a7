/** `crn-grid export` and `crn-grid doctor`, as a user calls them. */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { messagesIn, readMessage, textsIn } from '../../support/protobuf-reader.ts';
import { pythonMissing, runPython } from '../../support/python.ts';
import { say } from '../say.ts';

const repository = join(import.meta.dirname, '../../..');
const bees = join(repository, 'scenarios/bees.ts');
const folder = mkdtempSync(join(tmpdir(), 'crn-grid-export-'));
const file = join(folder, 'models/bees.onnx');
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test('the shipped bees are written as a model with their names in it', async () => {
  const { code, out } = await say('export', bees, '--out', file);
  expect(code).toBe(0);
  expect(out).toContain(`wrote ${file}`);
  const [graph] = messagesIn(readMessage(readFileSync(file)), 7);
  const named = (field: number) => messagesIn(graph!, field).map((m) => textsIn(m, 1)[0]);
  expect(textsIn(graph!, 2)).toEqual(['bees']);
  expect(named(11)).toEqual(['counts', 'rates']);
  // Outputs are asked for by name; their order says nothing.
  const outputs = ['propensities', 'logits', 'gate', 'centre', 'scale', 'base', 'shear'];
  expect(named(12).sort()).toEqual(outputs.sort());
});

test('as JSON it says what it wrote, and the verdict', async () => {
  const { out } = await say('export', bees, '--out', file, '--json');
  expect(JSON.parse(out)).toMatchObject({ file, pass: true, bytes: readFileSync(file).length });
});

test.skipIf(pythonMissing !== '')(
  `the documented program runs it${pythonMissing && `, skipped: ${pythonMissing}`}`,
  async () => {
    await say('export', bees, '--out', file);
    const program = join(repository, 'docs/sample_onnx.py');
    const args = [file, 'Bee=10', 'P=5', '--steps', '3', '--rows', '200'];
    const printed = runPython(
      program,
      {},
      () => ({ args, files: {} }),
      (_read, out) => out,
    );
    const lines = printed
      .trim()
      .split('\n')
      .map((line) => line.split('\t'));
    expect(lines[0]).toEqual(['time', 'Bee', 'BeeA', 'BeeD', 'P']);
    expect(lines[1]).toEqual(['0', '10.000', '0.000', '0.000', '5.000']);
    expect(lines).toHaveLength(5);
    // Bees are calm, aggressive or dead: none comes or goes.
    const [, ...counts] = lines[4]!.map(Number);
    expect(counts[0]! + counts[1]! + counts[2]!).toBeCloseTo(10, 2);
  },
);

test('a scenario without a learned kernel, and a place that cannot be written, are told in words', async () => {
  const exact = await say('export', join(repository, 'scenarios/birth-death.ts'), '--out', file);
  expect(exact).toMatchObject({ code: 1, out: '' });
  expect(exact.err).toContain('there is nothing to export');
  const nowhere = await say('export', bees, '--out', join(file, 'below/a-file.onnx'));
  expect(nowhere.code).toBe(1);
  expect(nowhere.err).toContain('it cannot be written: a part of the path is a file, not a folder');
  expect((await say('export', bees)).err).toContain('--out <file>');
  // Only learned kernels can be exported or judged.
  for (const command of [
    ['export', bees, '--out', file],
    ['validate', bees],
  ])
    expect((await say(...command, '--kernel', 'ssa')).err).toMatch(
      /Allowed choices are mdn, van, search, hybrid, or the folder of an abstraction/,
    );
});

test('ended .xml, the file is the network of a cell as SBML', async () => {
  const sbml = join(folder, 'bees.xml');
  const { code, out } = await say('export', bees, '--out', sbml, '--start', 'Bee=7', '--rate', 'fade=0.3');
  expect(code).toBe(0);
  expect(out).toContain(`wrote ${sbml}`);
  expect(out).toContain('4 species and 4 reactions');
  expect(out).toContain('One well-mixed cell, as cell (0, 0) starts; `max` left out');
  const text = readFileSync(sbml, 'utf8');
  expect(text).toContain('<species id="Bee" compartment="cell" initialAmount="7"');
  expect(text).toContain('<parameter id="fade" value="0.3"');
  expect(text.match(/<reaction /g)).toHaveLength(4);
});

test('what does not belong to a format, and endings of none, are refused', async () => {
  const refusal = async (...args: string[]) => (await say('export', bees, ...args)).err;
  expect(await refusal('--out', join(folder, 'bees.txt'))).toContain('Use .xml or .onnx.');
  expect(await refusal('--out', join(folder, 'a.xml'), '--kernel', 'mdn')).toContain(
    'a network is written without',
  );
  expect(await refusal('--out', file, '--start', 'Bee=7')).toContain('counts and rates are inputs');
  const beacon = await say('export', join(repository, 'scenarios/beacon.ts'), '--out', join(folder, 'a.xml'));
  expect(beacon.err).toContain('the field "L_1" lives in space only');
});
