/** What an inference leaves behind: points, how it went, figures and a page. */
import { join } from 'node:path';
import { type FigureFile, pngAndSvg } from '../../figures/write-figures.ts';
import { csvBytes, parquetBytes } from '../../record/table.ts';
import type { InferenceResult } from '../../sweep/infer/engine/infer.ts';
import { posteriorTable } from '../../sweep/infer/posterior.ts';
import { version } from '../../version.ts';
import { inferDrawings } from './drawings.ts';
import { inferPage } from './infer-page.ts';

const format = 1;

/** All files of an inference, to be written into a folder. */
export function inferFiles(result: InferenceResult, folder: string): FigureFile[] {
  const { inference, posterior, how } = result;
  const drawings = inferDrawings(result);
  const at = (name: string): string => join(folder, name);
  const more =
    how.kind === 'smc'
      ? { distance: how.generations.at(-1)!.distances }
      : {
          chain: Int32Array.from(how.chains.flatMap((c, i) => Array.from(c.logLikelihoods, () => i))),
          logLikelihood: Float64Array.from(how.chains.flatMap((c) => [...c.logLikelihoods])),
        };
  const columns = posteriorTable(inference.parameters, posterior, more);
  return [
    [at('posterior.parquet'), parquetBytes(columns)],
    [at('posterior.csv'), csvBytes(columns)],
    [
      at(how.kind === 'smc' ? 'generations.json' : 'chains.json'),
      `${JSON.stringify(summaryOf(result), null, 2)}\n`,
    ],
    [at('report.html'), inferPage(result, drawings)],
    ...pngAndSvg(at('marginals'), drawings.marginals()),
    ...(drawings.pairs ? pngAndSvg(at('pairs'), drawings.pairs()) : []),
    ...pngAndSvg(at('predicted'), drawings.predicted()),
  ];
}

/** What was found and how, without the points: plain data. */
export function summaryOf({ inference, how, parameters }: InferenceResult): object {
  const { name, method, seed } = inference;
  return {
    ...{ format, name, version, method, seed, parameters },
    ...(how.kind === 'smc'
      ? {
          ended: how.ended,
          generations: how.generations.map(({ number, epsilon, proposals, failed, size, distances }) => ({
            ...{ number, epsilon, proposals, failed, size },
            acceptance: distances.length / proposals,
          })),
        }
      : {
          chains: how.chains.map(({ acceptance, logLikelihoods }) => ({
            acceptance,
            steps: logLikelihoods.length,
          })),
          convergence: how.convergence,
        }),
  };
}
