import type { IncomingMessage } from 'node:http';
import { expect, test } from 'vitest';
import { isLoopback, openGuard } from '../../../src/serve/http/guard.ts';
import { subprotocol } from '../../../src/serve/protocol/terms.ts';

const request = (headers: Record<string, string | undefined>): IncomingMessage =>
  ({ headers: { 'sec-websocket-protocol': subprotocol, ...headers } }) as unknown as IncomingMessage;

test('only addresses of this machine go without a token', () => {
  for (const host of ['127.0.0.1', '127.1.2.3', 'localhost', '::1']) expect(isLoopback(host)).toBe(true);
  for (const host of ['0.0.0.0', '::', '10.0.0.1', '127.0.0.1.evil.com', 'localhost.evil.com', ''])
    expect(isLoopback(host)).toBe(false);
});

test('on this machine, only its own names pass: none that was made to lead here', () => {
  const guard = openGuard('127.0.0.1', undefined);
  for (const host of ['127.0.0.1:80', 'localhost:5173', '[::1]:9', 'LOCALHOST:9', '127.0.0.1'])
    expect(guard.refuses(request({ host }))).toBeUndefined();
  for (const host of [
    undefined,
    '',
    'evil.com',
    'evil.com:80',
    '127.0.0.1.evil.com:80',
    'localhost.evil.com',
    '127.0.0.1@evil.com',
    'evil.com#127.0.0.1',
    '10.0.0.1:80',
    '127.0.0.1:80:80',
    'localhost:80/x',
    '[::1',
  ])
    expect(guard.refuses(request({ host }))).toBeDefined();
});

test('listening for others, its addresses pass, and still no names but its own', () => {
  const guard = openGuard('0.0.0.0', 'secret');
  for (const host of ['10.0.0.7:80', '127.0.0.1:80', '[fe80::1]:80', 'localhost:80'])
    expect(guard.refuses(request({ host }))).toBeUndefined();
  expect(guard.refuses(request({ host: 'rebound.evil.com:80' }))).toBeDefined();
  expect(openGuard('lab.example', 'secret').refuses(request({ host: 'lab.example:80' }))).toBeUndefined();
});

test('a socket is for pages of this very server', () => {
  const guard = openGuard('127.0.0.1', undefined);
  const host = '127.0.0.1:80';
  expect(guard.refusesSocket(request({ host, origin: `http://${host}` }))).toBeUndefined();
  expect(guard.refusesSocket(request({ host }))).toBeUndefined();
  for (const origin of [
    'null',
    'http://evil.com',
    `https://${host}`,
    'http://127.0.0.1:81',
    'http://localhost:80',
    `http://${host}.evil.com`,
    '',
  ])
    expect(guard.refusesSocket(request({ host, origin }))).toBeDefined();
  expect(guard.refusesSocket(request({ host, 'sec-websocket-protocol': undefined }))).toBeDefined();
  expect(guard.refusesSocket(request({ host, 'sec-websocket-protocol': 'chat' }))).toBeDefined();
});

test('where a token is wanted, only that token will do', () => {
  const token = 'abcdefghijklmnop';
  const guard = openGuard('0.0.0.0', token);
  const host = '10.0.0.7:80';
  const shown = (protocols: string) =>
    guard.refusesSocket(request({ host, 'sec-websocket-protocol': protocols }));
  expect(shown(`${subprotocol}, ${token}`)).toBeUndefined();
  for (const wrong of ['', 'x', token.slice(1), `${token}x`, token.toUpperCase(), 'abcdefghijklmnoq'])
    expect(shown(`${subprotocol}, ${wrong}`)).toBeDefined();
  expect(shown(subprotocol)).toBeDefined();
  expect(shown(token)).toBeDefined();
});
