/** `crn-grid plot`: figures of a recording, or of how an abstraction was trained. */
import { join } from 'node:path';
import { Command } from 'commander';
import { ScenarioError } from '../../errors.ts';
import { plotRecording } from '../../figures/plot-recording.ts';
import { openRecording } from '../../record/recording.ts';
import { plotAbstraction } from '../draw/plot-abstraction.ts';
import { checkRecording } from '../given/check-recording.ts';
import { number } from '../given/options.ts';
import { whatLiesThere } from '../given/what-lies-there.ts';
import { openTerminal } from '../terminal.ts';

interface PlotFlags {
  out?: string;
  species?: string[];
  times?: string[];
  quiet?: boolean;
}

export function plotCommand(): Command {
  return new Command('plot')
    .summary('draw a recording, or how an abstraction was trained')
    .description(
      'Draws snapshots in time with colour bars, and the scalars over time, as PNG and SVG. Of an abstraction: its loss curves.',
    )
    .argument('<path>', 'a recording, e.g. runs/bees.zarr, or the folder of an abstraction')
    .option(
      '--out <base>',
      'start of the file names (default: figures/ in the recording, loss in the abstraction)',
    )
    .option('--species <names...>', 'which species to show')
    .option('--times <times...>', 'when, in the unit of the recording')
    .option('--quiet', 'no list of files')
    .addHelpText(
      'after',
      '\nExamples:\n  crn-grid plot runs/bees.zarr\n  crn-grid plot runs/bees.zarr --species P BeeA --times 10 50 --out alarm\n  crn-grid plot scenarios/abstractions/bees-a0acf7814913',
    )
    .action(async (path: string, flags: PlotFlags) => {
      const terminal = openTerminal(flags);
      if (whatLiesThere(path).kind === 'abstraction') {
        refuseFrames(flags);
        const files = await plotAbstraction(path, flags.out);
        if (!flags.quiet) for (const file of files) terminal.print(file);
        return;
      }
      checkRecording(path, 'plot', ', or that of an abstraction');
      const recording = await openRecording(path);
      const times = flags.times?.map(number);
      const [first, last] = [recording.times[0] ?? 0, recording.times.at(-1) ?? 0];
      for (const t of times ?? [])
        if (t < first || t > last)
          throw new ScenarioError(
            '--times',
            `${t} is not in the recording`,
            `It goes from ${first} to ${last}.`,
          );
      const files = await plotRecording(recording, {
        out: flags.out ?? join(path, 'figures', recording.header.scenario),
        ...(flags.species ? { species: flags.species } : {}),
        ...(times ? { times } : {}),
      });
      if (!flags.quiet) for (const file of files) terminal.print(file);
    });
}

/** @throws ScenarioError for what only recordings have */
function refuseFrames(flags: PlotFlags): void {
  const given = (['species', 'times'] as const).find((name) => flags[name] !== undefined);
  if (given)
    throw new ScenarioError(
      `--${given}`,
      'it is for recordings, and this is an abstraction',
      'Leave it out.',
    );
}
