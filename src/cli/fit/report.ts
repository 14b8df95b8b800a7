/** The page of a fit: what was asked for, what the network does, and how it was found. */
import { code, figure, list, pageHtml, pageTheme, paragraph, table } from '../../figures/page.ts';
import { writeRncrnText } from '../../learning/rncrn/chemistry/text.ts';
import type { Verification } from '../../learning/rncrn/verify/expectation.ts';
import type { FitResult } from '../../run/fit/fit-target.ts';
import type { FitDrawings } from './drawings.ts';

/** The page as HTML. */
export function fitPage(result: FitResult, drawings: FitDrawings): string {
  const { target, model, pass, failure, classifier, reduced, full } = result;
  const size = `${model.executive} executive species, ${model.perceptrons} perceptrons`;
  return pageHtml({
    title: `${target.name}: a chemical network that was fitted`,
    sentence: pass
      ? `Passed: the network of ${size} does all that was expected of it, at mu = ${model.mu}.`
      : `Failed: ${failure}.`,
    good: pass,
    sections: [
      { title: 'Field against field', body: [figure(drawings.field(pageTheme), drawings.caption)] },
      {
        title: 'Over time',
        body: [
          figure(drawings.courses(pageTheme), 'Solutions of the whole network, every perceptron among them.'),
        ],
      },
      { title: 'What the network must do', body: full ? [checkTable(full)] : [] },
      { title: 'What its field must do, with fast perceptrons', body: [checkTable(reduced)] },
      {
        title: 'The classifier',
        body: classifier
          ? [
              paragraph(
                `It is right at ${(100 * classifier.accuracy).toFixed(1)} % of its points; mean square ${classifier.loss.toPrecision(3)}.`,
              ),
              ...(classifier.full.checks.length > 0 ? [checkTable(classifier.full)] : []),
            ]
          : [],
      },
      {
        title: 'How it was found',
        body: [paragraph(fitted(result)), startTable(result), lossFigure(drawings)],
      },
      { title: 'The network', body: [code(writeRncrnText({ model, initial: {}, id: target.name }))] },
      { title: 'What to know', body: [list(warnings(result))] },
    ],
  });
}

function lossFigure(drawings: FitDrawings): string {
  return figure(drawings.losses(pageTheme), 'Loss and penalty at every iteration that was kept.');
}

function checkTable({ checks }: Verification): string {
  return table(
    ['asked', 'found', ''],
    checks.map(({ asked, found, pass }) => [asked, found, pass ? 'yes' : '!no']),
    [0, 1],
  );
}

function startTable({ starts }: FitResult): string {
  return table(
    ['start', 'cost', 'iterations', 'ended', 'checks passed'],
    starts.map(({ start, cost, losses, ended, checked }) => [
      String(start),
      cost.toPrecision(4),
      String(losses.length - 1),
      ended,
      checked ? `${checked.pass ? '' : '!'}${checked.passed} of ${checked.of}` : 'not looked at',
    ]),
  );
}

function fitted({ data, loss, target, starts }: FitResult): string {
  const kind = target.train?.loss === 'relative' ? 'mean square error per molecule' : 'mean square error';
  return `${starts.length} start${starts.length === 1 ? '' : 's'} on ${data.rows} points. The network’s ${kind} over them is ${loss.toPrecision(4)}.`;
}

function warnings({ model, target }: FitResult): string[] {
  const all = [
    `Outside its region the field is not the one that was asked for: ${target.region.map(([a, b], i) => `X${i + 1} from ${a} to ${b}`).join(', ')}.`,
    `Perceptrons relax about ${Number((1 / model.mu).toPrecision(2))} times faster than X changes; explicit solvers need that many steps more.`,
  ];
  if (target.lambda)
    all.push('Between parameters that were fitted nothing was asked for but what is checked above.');
  return all;
}
