/** A small built page in a folder of its own, with a secret beside it that must never be served. */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { onTestFinished } from 'vitest';

export const secret = 'nobody shall read this';

export function pageFolderForTest(): string {
  const root = mkdtempSync(join(tmpdir(), 'crn-grid-page-'));
  onTestFinished(() => rmSync(root, { recursive: true, force: true }));
  writeFileSync(join(root, 'secret.txt'), secret);
  const page = join(root, 'page');
  mkdirSync(join(page, 'assets'), { recursive: true });
  writeFileSync(
    join(page, 'index.html'),
    '<html><head><script type="module" crossorigin src="./viewer.js"></script>' +
      '<link rel="stylesheet" crossorigin href="./viewer.css"></head><body></body></html>',
  );
  writeFileSync(join(page, 'viewer.js'), 'const ends = "</script><!-- $& $1";');
  writeFileSync(join(page, 'viewer.css'), 'body { color: #123456 }');
  writeFileSync(join(page, 'assets', 'a.svg'), '<svg/>');
  return page;
}
