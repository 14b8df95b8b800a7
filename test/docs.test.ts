/** What the documents say stays true: links lead somewhere, and the README's scenario is one. */
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { describe, expect, test } from 'vitest';
import { loadScenario } from '../src/cli/given/load-scenario.ts';
import { commands } from '../src/cli/program.ts';
import { run } from '../src/run/run.ts';

const root = resolve(import.meta.dirname, '..');
const read = (file: string): string => readFileSync(join(root, file), 'utf8');

describe.each([
  'README.md',
  'CONTRIBUTING.md',
  'CHANGELOG.md',
  'bench/README.md',
  'bench/SCALING.md',
  'bench/RESULTS.md',
  'docs/learned-kernels.md',
  'docs/onnx.md',
  'docs/rncrn.md',
  'docs/sweeps.md',
  'docs/inference.md',
  'docs/models.md',
])('%s', (file) => {
  test('links to files that exist', () => {
    const links = [...read(file).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => path!);
    expect(links.filter((path) => !existsSync(join(root, file, '..', path)))).toEqual([]);
  });
});

test('what the package takes along links to nothing that stays behind', () => {
  const { files } = JSON.parse(read('package.json')) as { files: readonly string[] };
  const taken = (path: string): boolean => files.some((f) => path === f || path.startsWith(`${f}/`));
  const pages = [
    'README.md',
    'CONTRIBUTING.md',
    'CHANGELOG.md',
    'docs/learned-kernels.md',
    'docs/onnx.md',
    'docs/rncrn.md',
    'docs/sweeps.md',
    'docs/inference.md',
    'docs/models.md',
  ];
  expect(pages.filter((page) => !taken(page))).toEqual([]);
  const linked = pages.flatMap((page) =>
    [...read(page).matchAll(/\]\((?!https?:)([^)#]+)\)/g)].map(([, path]) => join(page, '..', path!)),
  );
  expect(linked.filter((path) => !taken(path))).toEqual([]);
  expect(taken('test/docs.test.ts')).toBe(false);
});

test('the scenario in the README runs', async () => {
  const code = /```ts\n(import \{ crn[\s\S]*?)```/.exec(read('README.md'))![1]!;
  const folder = mkdtempSync(join(tmpdir(), 'crn-grid-readme-'));
  try {
    writeFileSync(join(folder, 'sir.ts'), code);
    const { scenario } = await loadScenario(join(folder, 'sir.ts'));
    const outcome = await run(scenario, { until: 1, threads: 1 }).outcome;
    expect(outcome.status).toBe('finished');
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
});

test('the README names every command', () => {
  expect(commands.length).toBeGreaterThan(5);
  for (const command of commands) expect(read('README.md')).toContain(`crn-grid ${command().name()}`);
});
