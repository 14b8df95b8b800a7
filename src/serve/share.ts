/** A recording that can be handed on: one HTML file with the page and all frames inside, to be opened anywhere. */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { Packr } from 'msgpackr';
import { RecordingError, ScenarioError } from '../errors.ts';
import type { Recording } from '../record/recording.ts';
import { pageFolder } from './http/page-files.ts';
import { narrowest } from './picture/coding.ts';
import type { Values } from './protocol/frames.ts';
import type { RunFacts, RunInfo } from './protocol/run-info.ts';
import { type SharedRecording, shareElement } from './protocol/share-file.ts';
import { describeRecording, markOf } from './sources/describe.ts';

/** Bytes of a file that can still be mailed and opened, and of frames that fit a page's memory. */
const mostFileBytes = 48 * 2 ** 20;
const mostFrameBytes = 512 * 2 ** 20;

export interface ShareOptions {
  /** Frames to hand on, at most: every n-th and the last. Default all. */
  readonly frames?: number;
  /** Folder of the built page. */
  readonly page?: string;
}

/**
 * @returns the text of the file
 * @throws RecordingError  no frames, damaged, or too large to be shared
 * @throws ScenarioError   the page has not been built
 */
export async function shareHtml(recording: Recording, options: ShareOptions = {}): Promise<string> {
  const { path, frames } = recording;
  if (frames === 0)
    throw new RecordingError(path, 'the recording has no frames', 'Let the run get past its first frame.');
  const chosen = everyNth(frames, Math.max(2, options.frames ?? frames));
  const shared = await read(recording, chosen);
  const packed = gzipSync(new Packr({ moreTypes: true, useRecords: false }).pack(shared));
  const html = pageWith(packed.toString('base64'), options.page ?? pageFolder);
  if (html.length > mostFileBytes) throw tooLarge(path, chosen.length, html.length, mostFileBytes);
  return html;
}

/** At most `most` of the frames: every n-th and the last. */
function everyNth(frames: number, most: number): number[] {
  const n = Math.max(1, Math.ceil((frames - 1) / (most - 1)));
  const chosen = Array.from({ length: Math.ceil((frames - 1) / n) }, (_, i) => i * n);
  return [...chosen, frames - 1];
}

async function read(recording: Recording, chosen: readonly number[]): Promise<SharedRecording> {
  const { header, interventions } = recording;
  const counts: Values[] = [];
  const fields: Record<string, Float32Array>[] = [];
  const routes: Uint8Array[] = [];
  let bytes = 0;
  for (const [i, index] of chosen.entries()) {
    const frame = await recording.frame(index);
    const greatest = frame.counts.reduce((most, n) => Math.max(most, n), 0);
    const values = narrowest(frame.counts.length, true, 0, greatest);
    values.set(frame.counts);
    counts.push(values);
    fields.push(
      Object.fromEntries(header.fields.map((name) => [name, Float32Array.from(frame.fields[name]!)])),
    );
    if (frame.route) routes.push(frame.route);
    bytes +=
      values.byteLength +
      (frame.route?.byteLength ?? 0) +
      4 * header.fields.length * header.width * header.height;
    if (bytes > mostFrameBytes)
      throw tooLarge(recording.path, chosen.length, (bytes / (i + 1)) * chosen.length, mostFrameBytes);
  }
  const pick = (all: ArrayLike<number>): Float64Array => Float64Array.from(chosen, (index) => all[index]!);
  const scalars = Object.entries(recording.scalars());
  const info = describeRecording(recording, 'shared');
  return {
    format: 'crn-grid share',
    formatVersion: 1,
    info: forStrangers(info),
    marks: interventions.map((one) => markOf(one, info)),
    steps: Int32Array.from(chosen, (index) => recording.steps[index]!),
    times: pick(recording.times),
    scalars: Object.fromEntries(scalars.map(([name, all]) => [name, pick(all)])),
    counts,
    fields,
    ...(routes.length > 0 ? { routes } : {}),
  };
}

/** Where things lay on the machine it was shared from is nobody's business. */
function forStrangers({ path: _, ...info }: RunFacts): RunInfo {
  return {
    ...info,
    command: withoutFolders(info.command),
    can: { control: false, change: false },
    cannotFork: 'A shared page only shows; a fork takes the scenario and `crn-grid view`.',
  };
}

/** Where a path begins that leads from the root, a drive or somebody's home. */
const root = String.raw`(?<=^|[\s='"])(?:[\\/]|[A-Za-z]:[\\/]|~[\\/])`;
/** Up to its last name; folders may have spaces in theirs, so it ends where another path or an option begins. */
const folders = new RegExp(
  String.raw`${root}(?:(?:(?!\s-|\s(?:[\\/]|[A-Za-z]:[\\/]|~[\\/])).)*[\\/])?(?=[^\s\\/])`,
  'g',
);

/** A command line whose paths are names: `run /home/me/bees.ts --out /tmp/a.zarr` is `run bees.ts --out a.zarr`. */
export function withoutFolders(command: string): string {
  return command.replace(folders, '');
}

/** The built page with its script and style sheet put inside, and the recording before them. */
function pageWith(base64: string, folder: string): string {
  let html = text(folder, 'index.html');
  const put = (tag: RegExp, instead: (file: string) => string): void => {
    html = html.replace(tag, (_, file: string) => instead(text(folder, file)));
  };
  put(
    /<link[^>]*rel="stylesheet"[^>]*href="\.\/([^"]+)"[^>]*>/,
    (css) => `<style>${css.replaceAll('</', '<\\/')}</style>`,
  );
  put(
    /<script[^>]*src="\.\/([^"]+)"[^>]*><\/script>/,
    // Inside an element, this would end it.
    (js) =>
      `<script type="module">${js.replaceAll('</script', '<\\/script').replaceAll('<!--', '<\\!--')}</script>`,
  );
  const data = `<script type="application/octet-stream" id="${shareElement}">${base64}</script>`;
  return html.replace('</head>', () => `${data}</head>`);
}

function text(folder: string, file: string): string {
  try {
    return readFileSync(join(folder, file), 'utf8');
  } catch (cause) {
    throw new ScenarioError(folder, `the viewer’s ${file} is not there`, 'Build it with `npm run build`.', {
      cause,
    });
  }
}

function tooLarge(path: string, frames: number, bytes: number, most: number): RecordingError {
  const megabytes = (n: number): string => `${Math.round(n / 2 ** 20)} MB`;
  const fewer = Math.max(2, Math.floor((frames * most) / bytes / 2));
  return new RecordingError(
    path,
    `${frames} frames of it would take ${megabytes(bytes)}, and ${megabytes(most)} is the most that can be shared`,
    `Share fewer with \`--frames ${fewer}\`.`,
  );
}
