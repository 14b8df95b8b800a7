/** `crn-grid bifurcate`: how the equilibria and cycles of a network or model change with one or two parameters. */
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { Command, InvalidArgumentError, Option } from 'commander';
import { ScenarioError } from '../../errors.ts';
import { bifurcationSvg, lociSvg } from '../../figures/rncrn/bifurcation-diagram.ts';
import { pngAndSvg, writeFigures } from '../../figures/write-figures.ts';
import { type Reading, readings } from '../../learning/rncrn/bifurcation.ts';
import { bifurcationDiagram, type Diagram } from '../../numerics/continuation/diagram.ts';
import type { Frame } from '../../numerics/continuation/equilibria.ts';
import { held, type Range } from '../../numerics/continuation/family.ts';
import { followLocus, type Locus } from '../../numerics/continuation/loci.ts';
import { bifurcationSource } from '../bifurcate/source.ts';
import { diagramCsv, diagramJson, printDiagram } from '../bifurcate/text.ts';
import { number, shared, whole } from '../given/options.ts';
import { openTerminal } from '../terminal.ts';

interface BifurcateFlags {
  parameter: string;
  from: number;
  to: number;
  parameter2?: string;
  from2?: number;
  to2?: number;
  at2?: number;
  reading?: Reading;
  rate?: Record<string, number>;
  box?: Record<string, Range>;
  species?: string[];
  cycles: boolean;
  values?: number;
  log?: boolean;
  out?: string;
  quiet?: boolean;
  json?: boolean;
}

export function bifurcateCommand(): Command {
  return new Command('bifurcate')
    .summary('follow equilibria and cycles along a parameter')
    .description(
      'Follows the equilibria and cycles of the rate equations along a parameter, through their folds, and names what happens: folds, Hopf points, branch points, cycles that end at a saddle. With a second parameter: where folds and Hopf points lie in the plane of both.',
    )
    .argument(
      '<file>',
      'a model (.json) whose parameters are L_1, L_2, …, or a scenario (.ts) whose parameters are its rates',
    )
    .requiredOption('--parameter <name>', 'what is varied')
    .requiredOption('--from <value>', 'between this', number)
    .requiredOption('--to <value>', 'and this', number)
    .option('--parameter2 <name>', 'a second parameter')
    .option('--from2 <value>', 'between this', number)
    .option('--to2 <value>', 'and this', number)
    .option('--at2 <value>', 'its value in the diagram of the first (default: in the middle)', number)
    .addOption(
      new Option(
        '--reading <reading>',
        'of a model: perceptrons keep up, lag a little, or are species, too',
      ).choices(readings),
    )
    .addOption(shared.rate())
    .option(
      '--box <name=low:high>',
      'where equilibria are looked for (default: the region of a model; 0 to what a scenario comes to)',
      boxes,
    )
    .option('--species <names...>', 'which to draw (default: the first four)')
    .option('--no-cycles', 'equilibria only')
    .option(
      '--values <n>',
      'at how many values of the parameter branches are looked for (default: 11)',
      whole,
    )
    .option('--log', 'a logarithmic axis of the parameter')
    .option('--out <base>', 'start of the file names (default: bifurcations/<name>-<parameter>)')
    .addOption(shared.quiet())
    .addOption(shared.json())
    .addHelpText(
      'after',
      `
Writes <base>.json, .csv, .svg and .png: full lines are stable, dashed ones are not. Of two parameters also
<base>-plane.svg and .png. Amounts of a scenario are molecules in one cell, as its \`ode\` kernel has them.
Branches that Newton's method does not come upon from points spread over the box are not found: widen it, or give
more \`--values\`.

Examples:
  crn-grid bifurcate hopf.json --parameter L_1 --from 1 --to 3
  crn-grid bifurcate hopf.json --parameter L_1 --from 1 --to 3 --reading full
  crn-grid bifurcate scenarios/master-equation/schlogl.ts --parameter k3 --from 100 --to 400 --log`,
    )
    .action(bifurcateAction);
}

async function bifurcateAction(path: string, flags: BifurcateFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const varied = [{ name: flags.parameter, range: rangeOf('', flags.from, flags.to) }];
  if (flags.parameter2 !== undefined)
    varied.push({ name: flags.parameter2, range: rangeOf('2', flags.from2, flags.to2) });
  else checkAlone(flags);
  if (flags.log && flags.from <= 0)
    throw new ScenarioError(
      '--log',
      `the parameter begins at ${flags.from}`,
      'Begin above 0, e.g. `--from 0.001`.',
    );
  if (flags.values !== undefined && flags.values < 2)
    throw new ScenarioError(
      '--values',
      `${flags.values} is too few`,
      'Give 2 or more: both ends are among them.',
    );
  const { name, frame, variables } = await bifurcationSource(path, {
    ...{ varied, rates: flags.rate ?? {}, box: flags.box ?? {} },
    ...(flags.reading ? { reading: flags.reading } : {}),
  });
  const shown = (flags.species ?? variables.slice(0, 4)).map((species) => ({
    name: species,
    index: variables.indexOf(species),
  }));
  const unknown = shown.find(({ index }) => index < 0);
  if (unknown)
    throw new ScenarioError(
      '--species',
      `"${unknown.name}" is no variable`,
      `There are: ${variables.join(', ')}.`,
    );
  const second = flags.parameter2 === undefined ? undefined : secondValue(flags);
  const diagram = bifurcationDiagram(second === undefined ? frame : heldAt(frame, second), {
    cycles: flags.cycles,
    ...(flags.values === undefined ? {} : { values: flags.values }),
    onProgress: (share, doing) => terminal.progress(share, 1, doing),
  });
  const loci = second === undefined ? [] : lociOf(frame, diagram, second);
  terminal.endProgress();
  const names = { parameters: varied.map((v) => v.name), variables };
  const json = diagramJson(diagram, loci, names);
  if (flags.json) process.stdout.write(`${JSON.stringify(json)}\n`);
  else printDiagram(terminal, diagram, loci, names);
  const base = flags.out ?? join('bifurcations', `${name}-${flags.parameter}`);
  const title = second === undefined ? name : `${name}, ${flags.parameter2} = ${second}`;
  const figure = { title, parameter: flags.parameter, range: varied[0]!.range, variables: shown, diagram };
  await mkdir(dirname(base), { recursive: true });
  await writeFile(`${base}.json`, `${JSON.stringify(json)}\n`);
  await writeFile(`${base}.csv`, diagramCsv(diagram, names));
  const files = await writeFigures([
    ...pngAndSvg(base, bifurcationSvg({ ...figure, ...(flags.log ? { logarithmic: true } : {}) })),
    ...(loci.length > 0
      ? pngAndSvg(
          `${base}-plane`,
          lociSvg({
            title: name,
            parameters: [varied[0]!.name, varied[1]!.name],
            ranges: [varied[0]!.range, varied[1]!.range],
            loci,
          }),
        )
      : []),
  ]);
  terminal.print(`wrote ${[`${base}.json`, `${base}.csv`, ...files].join(', ')}`);
}

function heldAt(frame: Frame, second: number): Frame {
  const { family, box, ranges, guesses } = frame;
  return {
    ...{ family: held(family, second), box, ranges: ranges.slice(0, 1) },
    ...(guesses ? { guesses: (p: ArrayLike<number>) => guesses([p[0]!, second]) } : {}),
  };
}

/** The curves through all folds and Hopf points; a point on a curve that is known begins no other. */
function lociOf(frame: Frame, { branches }: Diagram, second: number): Locus[] {
  const loci: Locus[] = [];
  const [low, high] = frame.ranges[0]!;
  for (const special of branches.flatMap((branch) => branch.special)) {
    const known = loci.some(
      ({ kind, points }) =>
        kind === special.kind &&
        points.some((point, k) => {
          const before = points[k - 1]?.parameters ?? point.parameters;
          const [[p0, q0], [p1, q1]] = [before, point.parameters];
          if ((q0 - second) * (q1 - second) > 0) return false;
          const p = q1 === q0 ? p1 : p0 + ((second - q0) / (q1 - q0)) * (p1 - p0);
          return Math.abs(p - special.parameter) < 2e-3 * (high - low);
        }),
    );
    const locus = known ? undefined : followLocus(frame, special, second);
    if (locus && locus.points.length > 1) loci.push(locus);
  }
  return loci;
}

function rangeOf(which: '' | '2', from: number | undefined, to: number | undefined): Range {
  if (from === undefined || to === undefined)
    throw new ScenarioError(
      `--parameter${which}`,
      'its range is not said',
      `Give \`--from${which}\` and \`--to${which}\`.`,
    );
  if (!(from < to))
    throw new ScenarioError(`--to${which}`, `${to} is not above ${from}`, 'Begin with the smaller value.');
  if (from < 0)
    throw new ScenarioError(
      `--from${which}`,
      `${from} is below 0`,
      'Rates and concentrations are 0 or more.',
    );
  return [from, to];
}

function secondValue({ from2, to2, at2 = (from2! + to2!) / 2 }: BifurcateFlags): number {
  if (!(at2 >= from2! && at2 <= to2!))
    throw new ScenarioError(
      '--at2',
      `${at2} is not between ${from2} and ${to2}`,
      'Give a value of the range.',
    );
  return at2;
}

function checkAlone({ from2, to2, at2 }: BifurcateFlags): void {
  if (from2 !== undefined || to2 !== undefined || at2 !== undefined)
    throw new ScenarioError(
      '--parameter2',
      'it is not said',
      'Name the second parameter, or leave its values out.',
    );
}

/** Reads `name=low:high`, again and again. @throws InvalidArgumentError */
function boxes(text: string, before: Record<string, Range> = {}): Record<string, Range> {
  const match = /^(\w+)=([^:]+):([^:]+)$/.exec(text);
  if (!match) throw new InvalidArgumentError('Write it as X_1=0:10.');
  const [low, high] = [number(match[2]!), number(match[3]!)];
  if (!(low < high && low >= 0)) throw new InvalidArgumentError('Give 0 ≤ low < high.');
  return { ...before, [match[1]!]: [low, high] };
}
