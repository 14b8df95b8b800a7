import { expect, test } from 'vitest';
import { hasBrowser } from '../../../src/cli/run/open-browser.ts';

test('a browser is opened where somebody sits, and nowhere else', () => {
  expect(hasBrowser({}, 'darwin')).toBe(true);
  expect(hasBrowser({}, 'win32')).toBe(true);
  expect(hasBrowser({ DISPLAY: ':0' }, 'linux')).toBe(true);
  expect(hasBrowser({ WAYLAND_DISPLAY: 'wayland-0' }, 'linux')).toBe(true);
  expect(hasBrowser({}, 'linux')).toBe(false);
  expect(hasBrowser({ CI: 'true', DISPLAY: ':0' }, 'linux')).toBe(false);
  expect(hasBrowser({ SSH_CONNECTION: '1 2 3 4', DISPLAY: ':10' }, 'linux')).toBe(false);
  expect(hasBrowser({ SSH_TTY: '/dev/pts/0' }, 'darwin')).toBe(false);
});
