/** A recording as files for others: `crn-grid film` and `crn-grid share`. */
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { Unpackr } from 'msgpackr';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { findChromium } from '../../../src/cli/draw/encode-webm.ts';
import { crn } from '../../../src/crn/crn.ts';
import { openRecording } from '../../../src/record/recording.ts';
import { scenario } from '../../../src/run/scenario.ts';
import { recordRun } from '../../../src/run/session.ts';
import { type SharedRecording, shareElement } from '../../../src/serve/protocol/share-file.ts';
import { shareHtml } from '../../../src/serve/share.ts';
import { pageFolderForTest } from '../../serve/page-folder.ts';
import { say } from '../say.ts';

const folder = mkdtempSync(join(tmpdir(), 'crn-grid-taking-'));
const at = (name: string): string => join(folder, name);

beforeAll(async () => {
  const pond = scenario({
    name: 'pond',
    crn: crn`
      Fish -> 2 Fish @ birth
      Fish -> 0      @ death
    `,
    rates: { birth: 1, death: 1 },
    grid: { size: [4, 3] },
    start: { Fish: 300 },
    time: { step: 0.1, until: 1.2 },
  });
  await recordRun({
    scenario: pond,
    overrides: {},
    threads: 1,
    out: at('pond.zarr'),
    command: `run ${at('pond.ts')}`,
  });
});
afterAll(() => rmSync(folder, { recursive: true, force: true }));

test.each([
  ['gif', 'GIF89a'],
  ['png', '\u0089PNG'],
])('a film as %s', async (kind, begins) => {
  const file = at(`pond.${kind}`);
  const { code, out } = await say('film', at('pond.zarr'), '--out', file, '--frames', '4');
  expect({ code, out }).toEqual({ code: 0, out: `${file}\n` });
  expect(readFileSync(file).toString('latin1').startsWith(begins)).toBe(true);
});

test.skipIf(findChromium() === undefined)('a film as webm, where Chromium is installed', async () => {
  const file = at('pond.webm');
  const { code, err } = await say('film', at('pond.zarr'), '--out', file, '--frames', '3');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  expect(readFileSync(file).readUInt32BE()).toBe(0x1a45dfa3);
});

test('what cannot be filmed is refused, and what can be is said', async () => {
  const refused = [
    [['--out', at('pond.mp4')], /\.webm, \.png/],
    [['--frames', '0'], /1 or more/],
    [['--fps', '0'], /at most 60/],
    [['--species', 'Bird'], /^\[crn-grid\] recording of "pond": there is no species or field "Bird"/],
  ] as const;
  for (const [args, says] of refused) {
    const { code, err } = await say('film', at('pond.zarr'), ...args);
    expect(code).toBe(1);
    expect(err).toMatch(says);
  }
  expect((await say('film', at('nothing.zarr'))).err).toContain('there is no such file');
});

test('laws that were solved are named, with what shows them', async () => {
  const store = at('laws.zarr');
  mkdirSync(store);
  writeFileSync(join(store, 'zarr.json'), JSON.stringify({ attributes: { format: 'crn-grid laws' } }));
  for (const command of ['film', 'share', 'view', 'plot']) {
    const { code, err } = await say(command, store);
    expect(code).toBe(1);
    expect(err).toMatch(/laws\.zarr: it holds the laws that `crn-grid solve` computed/);
    expect(err).toMatch(/figures.*crn-grid solve <scenario> --out .*laws\.zarr --report/);
  }
});

function shared(html: string): SharedRecording {
  const base64 = new RegExp(`id="${shareElement}">([^<]*)<`).exec(html)![1]!;
  const bytes = gunzipSync(Buffer.from(base64, 'base64'));
  return new Unpackr({ moreTypes: true, useRecords: false }).unpack(bytes) as SharedRecording;
}

test('a share file holds the page, unbroken, and every frame as it was recorded', async () => {
  const recording = await openRecording(at('pond.zarr'));
  const html = await shareHtml(recording, { page: pageFolderForTest() });
  // The page's script holds `</script>`, `<!--` and `$&`, which must neither end it nor be taken for more.
  expect(html).toContain('const ends = "<\\/script><\\!-- $& $1";');
  expect(html).toContain('<style>body { color: #123456 }</style>');
  expect(html).not.toMatch(/(src|href)="\.\//);
  const read = shared(html);
  expect(read.info).toMatchObject({ name: 'pond', width: 4, height: 3, source: 'recording' });
  expect(read.info.path).toBeUndefined();
  expect(read.info).toMatchObject({ command: 'run pond.ts', can: { control: false, change: false } });
  expect(read.info.cannotFork).toBeDefined();
  expect(read.counts).toHaveLength(recording.frames);
  for (let i = 0; i < recording.frames; i++) {
    const frame = await recording.frame(i);
    expect(Array.from(read.counts[i]!)).toEqual(Array.from(frame.counts));
    expect(read.times[i]).toBe(frame.time);
    expect(read.scalars.Fish![i]).toBe(frame.scalars.Fish);
  }
});

test('fewer frames of a long recording: every n-th and the last', async () => {
  const recording = await openRecording(at('pond.zarr'));
  const page = pageFolderForTest();
  const steps = async (frames: number) =>
    Array.from(shared(await shareHtml(recording, { frames, page })).steps);
  expect(await steps(100)).toEqual(Array.from({ length: 13 }, (_, i) => i));
  expect(await steps(5)).toEqual([0, 3, 6, 9, 12]);
  expect(await steps(2)).toEqual([0, 12]);
});
