import { expect, test } from 'vitest';
import { routePlane } from '../../../src/serve/protocol/frames.ts';
import { frontRun } from '../../../viewer/state/page-state.ts';
import { received } from '../../../viewer/state/receive.ts';
import { withView } from '../../../viewer/state/time.ts';
import { frameOf, helloOf, pageAfter, planeOf, runOf, statusOf } from '../runs.ts';

const valuesOf = (state: ReturnType<typeof pageAfter>, plane: string) =>
  Array.from(frontRun(state)!.frame!.planes.get(plane)!.values);

test('a hello puts its first run in front, with species and fields as panels', () => {
  const state = pageAfter(helloOf(runOf(3), runOf(1, { id: 'other' })));
  expect(state).toMatchObject({ front: 'run', order: ['run', 'other'], session: 'first' });
  expect(state.link).toEqual({ state: 'open' });
  expect(state.view.planes).toEqual(['A', 'B', 'heat']);
});

test('planes that come as changes are put together within a look', () => {
  const before = Uint16Array.from({ length: 12 }, () => 300);
  const change = new Int8Array(12);
  change[5] = -7;
  let state = pageAfter(helloOf(runOf(1)), frameOf({ planes: [planeOf('A', before)] }));
  state = received(state, frameOf({ index: 1, planes: [planeOf('A', change, 'delta')] }));
  expect(valuesOf(state, 'A')[5]).toBe(293);
  state = received(state, frameOf({ index: 2, planes: [planeOf('A', new Uint8Array(0), 'same')] }));
  expect(valuesOf(state, 'A')).toEqual([...before].map((v, i) => v + change[i]!));
  expect(() => received(state, frameOf({ look: 2, planes: [planeOf('A', change, 'delta')] }))).toThrow(
    RangeError,
  );
});

test('the range so far grows, over all frames seen, and leaves routes out', () => {
  const high = planeOf('A', Uint8Array.of(90));
  const low = planeOf('A', Uint8Array.of(3));
  const route = planeOf(routePlane, Uint8Array.of(2));
  const state = pageAfter(
    helloOf(runOf(1)),
    frameOf({ planes: [high, route] }),
    frameOf({ index: 1, planes: [low] }),
  );
  expect(frontRun(state)!.seen).toEqual({ A: { range: { min: 0, max: 90 }, kind: 'linear' } });
});

test('counts far apart make a scale logarithmic, and it stays so', () => {
  const apart = planeOf(
    'A',
    Uint16Array.from({ length: 12 }, (_, i) => (i === 0 ? 5000 : 3)),
  );
  const even = planeOf(
    'A',
    Uint16Array.from({ length: 12 }, () => 6000),
  );
  const state = pageAfter(
    helloOf(runOf(1)),
    frameOf({ planes: [apart] }),
    frameOf({ index: 1, planes: [even] }),
  );
  expect(frontRun(state)!.seen.A!.kind).toBe('log');
});

test('a hello of the same session keeps frames, charts and view; of another one, nothing', () => {
  const before = withView(
    pageAfter(helloOf(runOf(1)), frameOf({ planes: [planeOf('A', new Uint8Array(12))] })),
    {
      planes: ['B'],
      pins: [3],
    },
  );
  const same = received(before, helloOf(runOf(9)));
  expect(frontRun(same)).toMatchObject({ frame: frontRun(before)!.frame, status: { frames: 9 } });
  expect(same.view).toMatchObject({ planes: ['B'], pins: [3] });
  const other = received(before, { ...helloOf(runOf(9)), session: 'second' });
  expect(frontRun(other)!.frame).toBeUndefined();
});

test('a restarted server with the same run keeps what the reader has chosen', () => {
  const before = withView(pageAfter(helloOf(runOf(1))), { planes: ['B'], scale: 'log' });
  const after = received(before, { ...helloOf(runOf(9)), session: 'second' });
  expect(after.view).toMatchObject({ planes: ['B'], scale: 'log' });
});

test('another version of the protocol closes the page, in words', () => {
  const { link } = pageAfter({ ...helloOf(), protocol: 99 });
  expect(link).toMatchObject({ state: 'closed', reason: expect.stringContaining('Reload') });
});

test('status, marks and cells find their run; of strangers nothing is kept', () => {
  const hello = pageAfter(helloOf(runOf(1)));
  const marks = [{ step: 1, time: 0.5, kind: 'rate' as const, text: 'k = 3' }];
  const rates = [{ name: 'k', value: 3 }];
  const state = received(received(hello, { type: 'marks', run: 'run', marks, rates }), {
    type: 'status',
    run: 'run',
    status: statusOf(5, 'paused'),
  });
  expect(frontRun(state)).toMatchObject({ marks, info: { rates }, status: { state: 'paused', frames: 5 } });
  expect(received(hello, frameOf({ run: 'nobody' }))).toBe(hello);
});
