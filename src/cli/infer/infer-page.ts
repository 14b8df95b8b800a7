/** The page of an inference: what is known of each parameter, what that predicts, how it was found. */
import { figure, list, pageHtml, pageTheme, table } from '../../figures/page.ts';
import type { InferenceResult } from '../../sweep/infer/engine/infer.ts';
import type { InferDrawings } from './drawings.ts';
import { judged, parameterHead, parameterRow } from './infer-text.ts';

/** The page as HTML. */
export function inferPage(result: InferenceResult, drawings: InferDrawings): string {
  const { inference, parameters } = result;
  const { sentence, doubts } = judged(result);
  const known = parameters.some(({ truth }) => truth !== undefined);
  const rows = parameters.map((parameter) => {
    const row = parameterRow(parameter);
    return known && parameter.truth === undefined ? [...row, ''] : row;
  });
  return pageHtml({
    title: `${inference.name}: what the data say`,
    sentence,
    good: true,
    doubtful: doubts.length > 0,
    sections: [
      { title: 'Parameters', body: [table(known ? [...parameterHead, 'truth'] : parameterHead, rows)] },
      {
        title: 'Before and after the data',
        body: [
          figure(drawings.marginals(pageTheme), 'Each parameter alone, on the axis its prior is flat on.'),
        ],
      },
      {
        title: 'Two at a time',
        body: drawings.pairs
          ? [figure(drawings.pairs(pageTheme), 'Points of the posterior, drawn by their weights.')]
          : [],
      },
      {
        title: 'What they predict',
        body: [figure(drawings.predicted(pageTheme), predictedCaption(result))],
      },
      { title: 'How it was found', body: [howTable(result)] },
      { title: 'What to know', body: [list([...doubts, ...always(result)])] },
    ],
  });
}

function predictedCaption({ inference }: InferenceResult): string {
  const noise = inference.method.kind === 'particle-marginal' && inference.method.observation;
  return `New runs of points of the posterior, beside the data${noise ? '; the bands are of the truth, without the noise that data have' : ''}.`;
}

function howTable({ how, inference }: InferenceResult): string {
  if (how.kind === 'smc')
    return table(
      ['generation', 'distance allowed', 'runs', 'taken', 'as good as'],
      how.generations.map(({ number, epsilon, proposals, distances, size }) => [
        String(number),
        epsilon === null ? 'any' : epsilon.toPrecision(4),
        String(proposals),
        String(distances.length),
        `${Math.round(size)} points`,
      ]),
    );
  return (
    table(
      ['chain', 'steps', 'taken'],
      how.chains.map(({ logLikelihoods, acceptance }, i) => [
        String(i),
        String(logLikelihoods.length),
        `${(100 * acceptance).toFixed(1)} %`,
      ]),
    ) +
    table(
      ['parameter', 'R̂', 'as good as'],
      how.convergence.map(({ rHat, size }, p) => [
        inference.parameters[p]!.name,
        `${rHat > 1.01 ? '!' : ''}${rHat.toFixed(3)}`,
        `${Math.round(size)} draws`,
      ]),
    )
  );
}

function always({ how }: InferenceResult): string[] {
  return how.kind === 'smc'
    ? [
        'Points are taken where their runs lie within the last distance of the data: the posterior is wider than the exact one by as much as that lets through.',
      ]
    : [
        'Likelihoods come from a particle filter or from the kernel’s own law; the chain is right for either.',
      ];
}
