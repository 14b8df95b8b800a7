/** Figures of an abstraction: the loss curves of its training, and the cells that a search found. */
import { join } from 'node:path';
import { AbstractionError } from '../../errors.ts';
import { drawCells } from '../../figures/cell-drawing.ts';
import { lossesSvg } from '../../figures/losses.ts';
import { pngAndSvg, writeFigures } from '../../figures/write-figures.ts';
import { describeShape } from '../../kernels/learned/shape/shape.ts';
import { readLog } from '../../learning/keep/log.ts';
import { loadAbstraction } from '../../learning/store.ts';
import { disk } from '../../record/files.ts';
import { epochsOf } from '../../run/learn/learn-scenario.ts';

/**
 * Draws `<base>.png` and `<base>.svg`; the cells as `<base>-cells`.
 *
 * @param base  default: `loss` in the folder
 * @returns the files written
 * @throws AbstractionError where it cannot be read or has no log
 */
export async function plotAbstraction(path: string, base = join(path, 'loss')): Promise<string[]> {
  const { shape, genotype, provenance } = await loadAbstraction(path);
  const log = await disk.read(join(path, 'log.jsonl'));
  const epochs = epochsOf(readLog(log ? new TextDecoder().decode(log) : ''));
  if (epochs.length === 0)
    throw new AbstractionError(path, 'its log has no epochs, so there is no loss to draw', 'Train it again.');
  return writeFigures([
    ...pngAndSvg(base, lossesSvg({ title: describeShape(shape), epochs })),
    ...(genotype
      ? pngAndSvg(
          `${base}-cells`,
          drawCells({ title: 'searched cells', subtitle: `seed ${provenance.seed}`, cells: genotype.cells }),
        )
      : []),
  ]);
}
