import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Terminal } from '../../../src/cli/terminal.ts';
import {
  frontJson,
  frontPlanJson,
  printFront,
  printFrontPlan,
  writeFront,
} from '../../../src/cli/train/front-text.ts';
import { crn } from '../../../src/crn/crn.ts';
import { mdn, search } from '../../../src/kernels/specs.ts';
import type { Front } from '../../../src/run/learn/front-scenario.ts';
import type { FrontPlan } from '../../../src/run/learn/plan-front.ts';
import { scenario } from '../../../src/run/scenario.ts';
import { expectSound } from '../../figures/drawing.ts';

const pond = scenario({
  name: 'pond',
  crn: crn('A -> 0 @ k'),
  rates: { k: 1 },
  start: { A: 5 },
  time: { step: 1, until: 3 },
});
const small = {
  ...{ name: 'dense [16]', spec: mdn({ mixtures: 16, hidden: [16] }), path: 'a/pond-1' },
  ...{
    loss: 1.5,
    pass: true,
    doubtful: false,
    microseconds: 1.25,
    parameters: 1234,
    front: true,
    worst: 1.2,
  },
};
const cells = {
  ...{ name: 'search, latency 0', spec: mdn({ mixtures: 16, body: search() }), path: 'a/pond-2' },
  ...{
    loss: 1.25,
    pass: true,
    doubtful: false,
    microseconds: 0.5,
    parameters: 12,
    front: true,
    excess: 0.01,
  },
};
const worse = { ...small, name: 'dense [8]', pass: false, microseconds: 9, front: false };
const front: Front = { networks: [small, worse, cells], best: cells, rows: 'rows of a run' };

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'front-'));
});
afterAll(() => rm(folder, { recursive: true }));

function printed(of: Front): string {
  return linesOf((terminal) => printFront(terminal, of));
}

function linesOf(print: (terminal: Terminal) => void): string {
  const lines: string[] = [];
  const silent = { note() {}, progress() {}, endProgress() {} };
  print({ ...silent, print: (line = '') => void lines.push(line) });
  return lines.join('\n');
}

test('a table, the fastest first, and the line of each network', () => {
  const text = printed(front);
  const names = text.split('\n').slice(1, 4);
  expect(names.map((row) => /dense \[\d+\]|search/.exec(row)![0])).toEqual([
    'search',
    'dense [16]',
    'dense [8]',
  ]);
  expect(names.map((row) => row.startsWith('  * '))).toEqual([true, true, false]);
  expect(names[0]).toMatch(/0\.500 +1\.2500 +0\.0100 +– +passed/);
  expect(names[2]).toMatch(/9\.00 +1\.5000 +– +1\.20 × +failed/);
  expect(text).toContain('kernel: mdn({ mixtures: 16, hidden: [16] }),');
  expect(text).toContain('kernel: mdn({ mixtures: 16, body: search() }),');
  expect(text).toContain('Take search, latency 0, the cheapest of those that pass.');
});

test('a pass that chance decides is told as such; control: a fail stays one', () => {
  const doubtful = { ...small, doubtful: true };
  expect(printed({ ...front, networks: [doubtful] })).toMatch(/passes, as far as its samples tell$/m);
  expect(printed({ ...front, networks: [{ ...worse, doubtful: true }] })).toMatch(/failed$/m);
});

test('where none passes it says so', () => {
  const { best: _, ...none } = front;
  expect(printed(none)).toContain('None passes its verdict');
});

test('files with the same numbers', async () => {
  const [json, svg] = (await writeFront(folder, pond, front)) as [string, string];
  expect([json, svg]).toEqual(['json', 'svg'].map((end) => join(folder, `pond-front.${end}`)));
  expectSound(await readFile(svg, 'utf8'));
  expect(JSON.parse(await readFile(json, 'utf8'))).toEqual(frontJson(pond, front));
  expect(frontJson(pond, front)).toMatchObject({
    formatVersion: 1,
    best: 'search, latency 0',
    networks: [{ name: 'dense [16]', excess: null, worst: 1.2 }, {}, { excess: 0.01, worst: null }],
  });
});

test('a disk that refuses is told in words', async () => {
  const path = join(folder, 'pond-front.json', 'below');
  await expect(writeFront(path, pond, front)).rejects.toThrow('it cannot be written');
});

test('a plan says how long each network takes, all of them, and what is stored', () => {
  const estimate = { seconds: 3700, stages: [{ name: 'fit-1', amounts: {}, seconds: 3700 }] };
  const plan = {
    networks: [{ rung: small }, { rung: cells, estimate }],
    seconds: 3700,
  } as unknown as FrontPlan;
  const text = linesOf((terminal) => printFrontPlan(terminal, plan));
  expect(text).toMatch(/dense \[16\] +stored already\n/);
  expect(text).toMatch(/search, latency 0 +61 min 40 s\n +all +61 min 40 s\n/);
  expect(frontPlanJson(plan)).toMatchObject({
    seconds: 3700,
    networks: [
      { name: 'dense [16]', stored: true, seconds: 0, stages: [] },
      { name: 'search, latency 0', stored: false, seconds: 3700, stages: estimate.stages },
    ],
  });
});
