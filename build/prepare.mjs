/**
 * What npm does each time it packs or links this folder: builds it, where that was not done since anything was
 * changed. `npm run build` builds it always.
 */
import { execSync } from 'node:child_process';
import { existsSync, readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';

/** Of a folder all that lies in it, and itself: what was removed from it has changed it too. */
const below = (path) =>
  statSync(path).isDirectory()
    ? [path, ...readdirSync(path, { recursive: true }).map((name) => join(path, name))]
    : [path];
const changed = (path) => statSync(path).mtimeMs;

/** The compiled twin of every source, and what the build ends with. */
function outputs() {
  const sources = readdirSync('src', { recursive: true }).filter((name) => /(?<!\.d)\.ts$/.test(name));
  return [...sources.map((name) => join('dist', name.replace(/\.ts$/, '.js'))), 'dist/viewer/index.html'];
}

function isBuilt() {
  const made = outputs();
  if (!made.every((path) => existsSync(path))) return false;
  const settings = readdirSync('.').filter((name) => /^(package|tsconfig.*)\.json$/.test(name));
  const newest = Math.max(...['src', 'viewer', ...settings].flatMap(below).map(changed));
  return made.every((path) => changed(path) >= newest);
}

if (!isBuilt()) execSync('npm run build', { stdio: 'inherit' });
