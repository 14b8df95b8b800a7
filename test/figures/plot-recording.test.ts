import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { viridis } from '../../src/figures/colour-scale.ts';
import { filmReel } from '../../src/figures/film.ts';
import { gifBytes } from '../../src/figures/gif.ts';
import { type Drawable, filmRecording, plotRecording } from '../../src/figures/plot-recording.ts';
import { apngBytes } from '../../src/figures/png.ts';
import { snapshotsSvg } from '../../src/figures/snapshots.ts';
import { openRecorder } from '../../src/record/recorder.ts';
import { openRecording } from '../../src/record/recording.ts';
import { expectSound, sizeOf, textsIn } from './drawing.ts';

const folder = mkdtempSync(join(tmpdir(), 'crn-grid-figures-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** A made-up recording: species k of cell c holds (k c + frame) mod 11, the last species none at all. */
function drawable(height: number, width: number, frames: number, fields: string[] = []): Drawable {
  const species = ['Bee', 'Dead bee', 'never'];
  const times = Float64Array.from({ length: frames }, (_, i) => i / 4);
  return {
    header: { scenario: 'bees', seed: 7, timeUnit: 'hour', kernel: { kind: 'ssa' }, fields },
    species,
    frames,
    times,
    shape: [height, width],
    async frame(i) {
      const cell = (_: unknown, j: number) =>
        j % 3 === 2 ? 0 : (((j % 3) + 1) * Math.floor(j / 3) + i) % 11;
      return {
        counts: Int32Array.from({ length: 3 * height * width }, cell),
        fields: Object.fromEntries(fields.map((f) => [f, new Float64Array(height * width).fill(-i)])),
      };
    },
    scalars: () => ({ alive: times.map((t) => 100 - t), 'dead bees': times.map((t) => t) }),
  };
}

describe('snapshots', () => {
  const shapes: [number, number][] = [
    [1, 1],
    [10, 10],
    [3, 200],
    [200, 3],
    [37, 61],
    [300, 300],
  ];
  test.each(shapes)('of a %d × %d grid', async (height, width) => {
    const out = join(folder, `grid-${height}-${width}`);
    const files = await plotRecording(drawable(height, width, 9, ['scent']), { out });
    expect(files).toEqual(
      ['snapshots.png', 'snapshots.svg', 'scalars.png', 'scalars.svg'].map((f) => `${out}-${f}`),
    );
    const svg = readFileSync(`${out}-snapshots.svg`, 'utf8');
    expectSound(svg);
    expectSound(readFileSync(`${out}-scalars.svg`, 'utf8'));
    const words = textsIn(svg).map((t) => t.words);
    expect(words).toEqual(
      expect.arrayContaining([
        'bees',
        'Bee',
        'Dead bee',
        'never',
        'scent',
        't = 0 hours',
        't = 2 hours',
        'zero everywhere',
      ]),
    );
    expect(svg.match(/<image /g)!.length).toBe(5 * 4 + 4);
    const png = readFileSync(`${out}-snapshots.png`);
    const size = sizeOf(svg);
    expect([png.readUInt32BE(16), png.readUInt32BE(20)]).toEqual([2 * size.width, 2 * size.height]);
  });

  test('of a large grid say that pixels are means', async () => {
    const values = new Float64Array(1000 * 1000).fill(3);
    const grids = [0, 1].map(() => ({ height: 1000, width: 1000, values }));
    const shown = { title: 'large', subtitle: '', times: [0, 1], timeUnit: '', shape: [1000, 1000] as const };
    const svg = snapshotsSvg({ ...shown, rows: [{ name: 'A', grids }] });
    expectSound(svg);
    expect(textsIn(svg).map((t) => t.words)).toContain('Large grid: a pixel is the mean of 4 cells.');
  });

  test('of chosen times and species; equal input gives equal bytes', async () => {
    const options = { out: join(folder, 'chosen'), species: ['Dead bee'], times: [1.9, 0.1, 0] };
    await plotRecording(drawable(5, 5, 9), options);
    const first = readFileSync(`${options.out}-snapshots.png`);
    await plotRecording(drawable(5, 5, 9), options);
    expect(readFileSync(`${options.out}-snapshots.png`)).toEqual(first);
    const words = textsIn(readFileSync(`${options.out}-snapshots.svg`, 'utf8')).map((t) => t.words);
    expect(words.filter((w) => w.startsWith('t ='))).toEqual(['t = 0 hours', 't = 2 hours']);
    expect(words).not.toContain('Bee');
  });

  test('long names and titles neither overlap nor leave the page', async () => {
    const plain = drawable(4, 4, 12);
    const long = 'phosphorylated receptor tyrosine kinase, membrane bound';
    const header = { ...plain.header, scenario: long.repeat(2), view: { Bee: { label: long } } };
    const out = join(folder, 'long');
    await plotRecording({ ...plain, header }, { out, times: Array.from(plain.times) });
    expectSound(readFileSync(`${out}-snapshots.svg`, 'utf8'));
  });
});

test('figures name the learned kernel they are of, and its verdict', async () => {
  const plain = drawable(1, 1, 3);
  const abstraction = { folder: 'bees-0123456789ab', weights: 'f'.repeat(64), verdict: 'fail' } as const;
  const out = join(folder, 'learned');
  await plotRecording(
    { ...plain, header: { ...plain.header, kernel: { kind: 'mdn' }, abstraction } },
    { out },
  );
  for (const file of [`${out}-snapshots.svg`, `${out}-scalars.svg`]) {
    const svg = readFileSync(file, 'utf8');
    expectSound(svg);
    expect(svg).toContain('kernel mdn of bees-0123456789ab, verdict FAILED');
  }
});

describe('a film', () => {
  const film = {
    title: 'bees',
    times: [0, 0.5, 1],
    timeUnit: 'hour',
    shape: [2, 4] as const,
    names: ['Bee', 'none'],
    grids: async (i: number) => [
      { height: 2, width: 4, values: Float64Array.of(0, 1, 2, 3, 4, 5, 6, 7).map((v) => (i === 2 ? v : 0)) },
      { height: 2, width: 4, values: new Float64Array(8) },
    ],
  };

  test('has one picture per frame, and the colours of the counts in it', async () => {
    const { images, palette } = await filmReel(film);
    expect(images.length).toBe(3);
    const brightest = 199;
    const colours = images.map(({ image }) => image.pixels.filter((c) => c === brightest).length);
    const cell = 80 * 80;
    expect(colours[2]! - colours[0]!).toBe(cell);
    expect([...palette.subarray(3 * brightest, 3 * brightest + 3)]).toEqual([...viridis(200).subarray(597)]);
    expect(images[0]!.image.pixels).not.toEqual(images[1]!.image.pixels);
    expect(images.map((i) => i.milliseconds)).toEqual([1000 / 12, 1000 / 12, 1500]);
  });

  test('is a GIF that loops, the same every time', async () => {
    const draw = async () => {
      const { images, palette } = await filmReel(film);
      return Buffer.from(gifBytes(images, palette));
    };
    const gif = await draw();
    expect(gif.subarray(0, 6).toString('latin1')).toBe('GIF89a');
    expect(gif.includes('NETSCAPE2.0')).toBe(true);
    expect(await draw()).toEqual(gif);
  });

  test.each([
    ['GIF', gifBytes, '\u0021\u00f9\u0004'],
    ['animated PNG', apngBytes, 'fcTL'],
  ] as const)('of a recording, as %s', async (_, encode, frame) => {
    const { images, palette } = await filmRecording(drawable(6, 9, 30), { filmFrames: 4 });
    const bytes = Buffer.from(encode(images, palette));
    expect(bytes.toString('latin1').split(frame).length - 1).toBe(4);
  });
});

test('a recording on disk is drawn like one in memory', async () => {
  const made = drawable(5, 6, 4, ['scent']);
  const path = join(folder, 'run.zarr');
  const { fields, ...known } = made.header;
  const rest = { scenarioHash: '', network: '', rates: {}, dt: 0.25, versions: {}, command: '' };
  const header = {
    ...known,
    ...rest,
    fields,
    height: 5,
    width: 6,
    species: made.species,
    observables: ['alive', 'dead bees'],
  };
  const recorder = await openRecorder(path, header);
  const scalars = made.scalars();
  for (let i = 0; i < 4; i++) {
    const now = Object.fromEntries(Object.entries(scalars).map(([name, values]) => [name, values[i]!]));
    await recorder.write({ step: i, time: i / 4, ...(await made.frame(i)), scalars: now });
  }
  await recorder.close();
  const a = await plotRecording(await openRecording(path), { out: join(path, 'figures', 'bees') });
  const b = await plotRecording(made, { out: join(folder, 'memory') });
  expect(a.map((f) => readFileSync(f, 'base64'))).toEqual(b.map((f) => readFileSync(f, 'base64')));
});

describe('what cannot be drawn is said', () => {
  test('no frames, unknown names, no place', async () => {
    const out = join(folder, 'x');
    await expect(plotRecording(drawable(2, 2, 0), { out })).rejects.toThrow(/no frames/);
    await expect(plotRecording(drawable(2, 2, 2), { out, species: ['Be'] })).rejects.toThrow(
      /no species or field "Be"\s+There are Bee, Dead bee, never\./,
    );
    writeFileSync(out, '');
    await expect(plotRecording(drawable(2, 2, 2), { out: join(out, 'y') })).rejects.toThrow(
      /cannot be written/,
    );
  });
});
