/** Writes the report of a sweep: a page that needs no file beside it, and its drawings as PNG and SVG. */
import { join } from 'node:path';
import { pngAndSvg, writeFigures } from '../../../figures/write-figures.ts';
import type { SweepHeader } from '../../../sweep/plan/header.ts';
import { humpsOf } from '../../../sweep/results/report/humps.ts';
import { sensitivityOf } from '../../../sweep/results/report/sensitivity.ts';
import { readSweep } from '../../../sweep/results/report/sweep-data.ts';
import {
  type Drawing,
  distributionDrawing,
  mapDrawing,
  responseDrawing,
  sensitivityDrawing,
} from './drawings.ts';
import { sweepPage } from './page.ts';

/** @returns the path of the page @throws RecordingError where results cannot be read, or the disk fails */
export async function writeReport(folder: string, header: SweepHeader): Promise<string> {
  const data = await readSweep(folder, header);
  const sensitivity = header.measures.map((_, m) => sensitivityOf(data, m));
  const humps = header.measures.map((_, m) => humpsOf(data, m));
  const drawings = [
    sensitivityDrawing(data, sensitivity),
    responseDrawing(data),
    mapDrawing(data, humps),
    distributionDrawing(data),
  ].filter((one): one is Drawing => one !== undefined);
  const page = join(folder, 'report.html');
  await writeFigures([
    [page, sweepPage({ data, drawings, sensitivity, humps })],
    ...drawings.flatMap(({ name, svg }) => pngAndSvg(join(folder, 'figures', name), svg())),
  ]);
  return page;
}
