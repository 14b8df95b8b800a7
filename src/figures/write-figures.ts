/** Figures as files. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname } from 'node:path';
import { RecordingError } from '../errors.ts';
import { cureOf, whyFailed } from '../record/files.ts';
import { rasterPng } from './raster.ts';

/** One file: its path and its content. */
export type FigureFile = readonly [path: string, content: string | Uint8Array];

/** A drawing as `<base>.png` and `<base>.svg`. */
export function pngAndSvg(base: string, svg: string): FigureFile[] {
  return [
    [`${base}.png`, rasterPng(svg)],
    [`${base}.svg`, svg],
  ];
}

/**
 * Writes files, replacing what is there, and makes their folders.
 *
 * @returns their paths
 * @throws RecordingError  a file cannot be written
 */
export async function writeFigures(files: readonly FigureFile[]): Promise<string[]> {
  for (const [path, content] of files) {
    try {
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, content);
    } catch (cause) {
      const what = `the figure cannot be written: ${whyFailed(cause)}.`;
      throw new RecordingError(path, what, `${cureOf(cause)}.`, { cause });
    }
  }
  return files.map(([path]) => path);
}
