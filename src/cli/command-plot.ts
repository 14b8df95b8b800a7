/** `crn-grid plot`: figures of a recording. */
import { join } from 'node:path';
import { Command } from 'commander';
import { ScenarioError } from '../errors.ts';
import { plotRecording } from '../figures/plot-recording.ts';
import { openRecording } from '../record/recording.ts';
import { number } from './options.ts';
import { openTerminal } from './terminal.ts';

interface PlotFlags {
  out?: string;
  species?: string[];
  times?: string[];
  gif?: boolean;
  apng?: boolean;
  quiet?: boolean;
}

export function plotCommand(): Command {
  return new Command('plot')
    .summary('draw a recording')
    .description(
      'Draws snapshots in time with colour bars, and the scalars over time, as PNG and SVG; a film on request.',
    )
    .argument('<recording>', 'a recording, e.g. runs/bees.zarr')
    .option('--out <base>', 'start of the file names (default: figures/ in the recording)')
    .option('--species <names...>', 'which species to show')
    .option('--times <times...>', 'when, in the unit of the recording')
    .option('--gif', 'also the film, as an animated GIF')
    .option('--apng', 'also the film, as an animated PNG')
    .option('--quiet', 'no list of files')
    .addHelpText(
      'after',
      '\nExamples:\n  crn-grid plot runs/bees.zarr\n  crn-grid plot runs/bees.zarr --species P BeeA --times 10 50 --gif --out alarm',
    )
    .action(async (path: string, flags: PlotFlags) => {
      const terminal = openTerminal(flags);
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
        film: [...(flags.gif ? (['gif'] as const) : []), ...(flags.apng ? (['apng'] as const) : [])],
      });
      if (!flags.quiet) for (const file of files) terminal.print(file);
    });
}
