/** `npm run prepare`: when it builds, and when there is nothing to build. */
import { execSync } from 'node:child_process';
import {
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  utimesSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';

const root = join(import.meta.dirname, '../..');
const { prepare } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8')).scripts as {
  readonly prepare: string;
};
const build =
  "node -e \"for(const f of ['a.js','b/c.js','viewer/index.html'])fs.mkdirSync(path.dirname('dist/'+f),{recursive:true}),fs.writeFileSync('dist/'+f,'');fs.appendFileSync('builds','1')\"";

let folder = '';
const at = (name: string): string => join(folder, name);
const write = (name: string): void => {
  mkdirSync(join(at(name), '..'), { recursive: true });
  writeFileSync(at(name), '');
};
/** Makes it older, or with a negative age newer; seconds. */
const age = (name: string, by: number): void => {
  const time = Date.now() / 1000 - by;
  utimesSync(at(name), time, time);
};
/** How often it was built so far. */
const builds = (): number => {
  execSync(prepare, { cwd: folder, stdio: 'ignore' });
  return existsSync(at('builds')) ? readFileSync(at('builds'), 'utf8').length : 0;
};

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'crn-grid-prepare-'));
  cpSync(join(root, 'build'), at('build'), { recursive: true });
  for (const name of ['src/a.ts', 'src/b/c.ts', 'src/types.d.ts', 'viewer/main.ts', 'tsconfig.build.json'])
    write(name);
  writeFileSync(at('package.json'), JSON.stringify({ type: 'module', scripts: { build } }));
  for (const name of ['dist/a.js', 'dist/b/c.js', 'dist/viewer/index.html']) write(name);
});
afterEach(() => rmSync(folder, { recursive: true }));

test('a fresh clone is built, and not again', () => {
  rmSync(at('dist'), { recursive: true });
  expect([builds(), builds()]).toEqual([1, 1]);
});

test.each<[string, () => void]>([
  ['a source is newer', () => age('src/b/c.ts', -60)],
  ['a source is new', () => write('src/d.ts')],
  ['a source was removed', () => (rmSync(at('src/b/c.ts')), age('src/b', -60))],
  ['the viewer is newer', () => age('viewer/main.ts', -60)],
  ['how it compiles is newer', () => age('tsconfig.build.json', -60)],
  ['the package is newer', () => age('package.json', -60)],
  ['a compiled file is missing', () => rmSync(at('dist/b/c.js'))],
  ['a compiled file is older', () => age('dist/a.js', 60)],
  ['the build was cut off', () => rmSync(at('dist/viewer'), { recursive: true })],
])('%s: it is built again', (_, change) => {
  expect(builds()).toBe(0);
  change();
  expect(builds()).toBe(1);
});

test('a package has nothing to build', () => {
  for (const name of ['src', 'viewer', 'build']) rmSync(at(name), { recursive: true });
  write('dist/a.js');
  expect(builds()).toBe(0);
});
