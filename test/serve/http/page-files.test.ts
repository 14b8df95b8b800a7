import { createServer } from 'node:http';
import { type AddressInfo, connect } from 'node:net';
import { join } from 'node:path';
import { expect, onTestFinished, test } from 'vitest';
import { isCrnGridError } from '../../../src/errors.ts';
import { pageFiles } from '../../../src/serve/http/page-files.ts';
import { pageFolderForTest, secret } from '../page-folder.ts';

/** Serves the page; asks for paths as they are written, which `fetch` would tidy up. */
async function asker() {
  const http = createServer(pageFiles(pageFolderForTest()));
  await new Promise<void>((up) => http.listen(0, '127.0.0.1', up));
  onTestFinished(() => void http.close());
  const { port } = http.address() as AddressInfo;
  return (path: string, method = 'GET'): Promise<string> =>
    new Promise((resolve, reject) => {
      let answer = '';
      const socket = connect(port, '127.0.0.1', () => {
        socket.write(`${method} ${path} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n`);
      });
      socket.on('data', (bytes) => {
        answer += bytes;
      });
      socket.on('end', () => resolve(answer));
      socket.on('error', reject);
    });
}

test('the files of the page are served as what they are, and kept to themselves', async () => {
  const ask = await asker();
  const start = await ask('/');
  expect(start).toContain('<html>');
  expect(start).toContain('Content-Type: text/html; charset=utf-8');
  expect(start).toMatch(/Content-Security-Policy: default-src 'none'; script-src 'self'/);
  expect(start).toContain('X-Content-Type-Options: nosniff');
  expect(await ask('/index.html?x=1')).toContain('<html>');
  expect(await ask('/viewer.js')).toContain('text/javascript');
  expect(await ask('/assets/a.svg')).toContain('image/svg+xml');
  expect(await ask('/viewer.js', 'HEAD')).not.toContain('const');
});

test.each([
  '/../secret.txt',
  '/assets/../../secret.txt',
  '/%2e%2e/secret.txt',
  '/..%2fsecret.txt',
  '/%2e%2e%2fsecret.txt',
  '/..\\secret.txt',
  '/..%5csecret.txt',
  '/....//secret.txt',
  '/./../secret.txt',
  '//secret.txt',
  '/%00/../secret.txt',
  '/index.html/../../secret.txt',
  '/%c0%ae%c0%ae/secret.txt',
  'http://localhost/../secret.txt',
  '/secret.txt',
  '/etc/passwd',
  '//etc/passwd',
  '/assets',
  '/assets/',
  '/__proto__',
  '/constructor',
])('nothing but the page is served: %s', async (path) => {
  const answer = await (await asker())(path);
  expect(answer).toMatch(/^HTTP\/1\.1 40[04] /);
  expect(answer).not.toContain(secret);
});

test('pages are read, never written', async () => {
  const ask = await asker();
  for (const method of ['POST', 'PUT', 'DELETE', 'PATCH', 'OPTIONS'])
    expect(await ask('/', method)).toMatch(/^HTTP\/1\.1 405 /);
});

test('a page that has not been built is said to be missing, and how to build it', () => {
  try {
    pageFiles(join(pageFolderForTest(), 'nowhere'));
    expect.unreachable();
  } catch (error) {
    expect(isCrnGridError(error, 'ScenarioError')).toBe(true);
    expect((error as Error).message).toContain('npm run build');
  }
});
