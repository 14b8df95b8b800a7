import { expect, test } from 'vitest';
import { routes } from '../../../src/serve/protocol/frames.ts';
import { describeHeader } from '../../../src/serve/sources/describe.ts';
import { header } from '../../record/synthetic.ts';

test('a run has the route overlay where its recording tells ways that are known here', () => {
  const overlays = (names?: readonly string[]) =>
    describeHeader(header(names ? { routes: names } : {})).overlays;
  expect(overlays()).toEqual([]);
  expect(overlays(routes)).toEqual(['route']);
  // Of a version that knew fewer, of one that knows more, and of one that calls them otherwise.
  expect(overlays(routes.slice(0, 5))).toEqual(['route']);
  expect(overlays([...routes, 'guessed'])).toEqual([]);
  expect(overlays(['skipped', 'exact'])).toEqual([]);
});
