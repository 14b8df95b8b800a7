/** The built page, read once: only what was found in its folder at the start is ever served. */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { extname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { ScenarioError } from '../../errors.ts';

/** Where the build puts the page: beside the compiled code. */
export const pageFolder = fileURLToPath(new URL('../../../dist/viewer/', import.meta.url));

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.json': 'application/json',
};

/** Nothing from elsewhere, no scripts but our own, in nobody's frame. */
const headers = {
  'Content-Security-Policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self' 'unsafe-inline'",
    "img-src 'self' blob: data:",
    "media-src 'self' blob:",
    "font-src 'self'",
    "worker-src 'self' blob:",
    "connect-src 'self' blob: data:",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
  ].join('; '),
  'Cross-Origin-Opener-Policy': 'same-origin',
  'Cross-Origin-Resource-Policy': 'same-origin',
  'Referrer-Policy': 'no-referrer',
  'X-Content-Type-Options': 'nosniff',
  // A newer build is seen at once.
  'Cache-Control': 'no-cache',
};

export type Answerer = (request: IncomingMessage, response: ServerResponse) => void;

/**
 * Answers requests for the page.
 *
 * @throws ScenarioError  the page has not been built
 */
export function pageFiles(folder = pageFolder): Answerer {
  const files = new Map(filesIn(folder).map((path) => [`/${path}`, readFileSync(join(folder, path))]));
  const start = files.get('/index.html');
  if (!start)
    throw new ScenarioError(folder, 'the viewer’s page is not there', 'Build it with `npm run build`.');
  files.set('/', start);
  return (request, response) => {
    const { method = '', url = '' } = request;
    if (method !== 'GET' && method !== 'HEAD') return plain(response, 405, 'Only GET.');
    // Looked up as it stands: a path that climbs, however written, is no file of the page.
    const path = url.split(/[?#]/, 1)[0]!;
    const bytes = files.get(path);
    if (!bytes) return plain(response, 404, 'There is no such page.');
    const type = types[path === '/' ? '.html' : extname(path)] ?? 'application/octet-stream';
    response.writeHead(200, { ...headers, 'Content-Type': type, 'Content-Length': bytes.length });
    response.end(method === 'HEAD' ? undefined : bytes);
  };
}

/** Answers with a line of text. */
export function plain(response: ServerResponse, status: number, line: string): void {
  response.writeHead(status, { ...headers, 'Content-Type': 'text/plain; charset=utf-8' });
  response.end(`${line}\n`);
}

function filesIn(folder: string): string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' })
      .filter((path) => statSync(join(folder, path)).isFile())
      .map((path) => path.replaceAll('\\', '/'));
  } catch {
    return [];
  }
}
