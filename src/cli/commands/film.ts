/** `crn-grid film`: a recording as a film. */
import { extname } from 'node:path';
import { Command } from 'commander';
import { ScenarioError } from '../../errors.ts';
import type { FilmReel } from '../../figures/film.ts';
import { gifBytes } from '../../figures/gif.ts';
import { filmRecording } from '../../figures/plot-recording.ts';
import { apngBytes } from '../../figures/png.ts';
import { writeFigures } from '../../figures/write-figures.ts';
import { openRecording } from '../../record/recording.ts';
import { encodeWebm } from '../draw/encode-webm.ts';
import { checkRecording } from '../given/check-recording.ts';
import { number, whole } from '../given/options.ts';
import { openTerminal } from '../terminal.ts';

interface FilmFlags {
  out?: string;
  species?: string[];
  frames?: number;
  fps?: number;
  quiet?: boolean;
}

type Encoder = (reel: FilmReel) => Uint8Array | Promise<Uint8Array>;

const apng: Encoder = ({ images, palette }) => apngBytes(images, palette);

/** By the end of the file's name. */
const encoders: Readonly<Record<string, Encoder>> = {
  '.webm': encodeWebm,
  '.png': apng,
  '.apng': apng,
  '.gif': ({ images, palette }) => gifBytes(images, palette),
};

export function filmCommand(): Command {
  return new Command('film')
    .summary('write a recording as a film')
    .description(
      'Draws the species side by side, a picture per frame, as a WebM film (encoded by Chromium, where that and playwright-core are installed), an animated PNG or a GIF.',
    )
    .argument('<recording>', 'a recording, e.g. runs/bees.zarr')
    .option('--out <file>', 'ends in .webm, .png or .gif (default: the recording’s name, .png)')
    .option('--species <names...>', 'which species and fields to show (default: the first four)')
    .option('--frames <n>', 'pictures, at most (default: 300)', whole)
    .option('--fps <n>', 'pictures per second (default: 12)', number)
    .option('--quiet', 'no file name')
    .addHelpText(
      'after',
      '\nExamples:\n  crn-grid film runs/bees.zarr --out bees.webm\n  crn-grid film runs/bees.zarr --out bees.png --species P BeeA --fps 25',
    )
    .action(filmAction);
}

async function filmAction(path: string, flags: FilmFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const file = flags.out ?? `${path.replace(/[/\\]+$/, '').replace(/\.zarr$/, '')}.png`;
  const encode = encoders[extname(file).toLowerCase()];
  if (!encode)
    throw new ScenarioError(
      `--out ${file}`,
      'the end of its name is no kind of film',
      `Let it end in ${Object.keys(encoders).join(', ')}.`,
    );
  if (flags.frames !== undefined && flags.frames < 1)
    throw new ScenarioError('--frames', 'there is no film without pictures', 'Give 1 or more.');
  if (flags.fps !== undefined && !(flags.fps > 0 && flags.fps <= 60))
    throw new ScenarioError(
      '--fps',
      `${flags.fps} is no speed of a film`,
      'Give more than 0 and at most 60.',
    );
  checkRecording(path, 'film');
  const reel = await filmRecording(await openRecording(path), {
    filmFrames: flags.frames ?? 300,
    ...(flags.species ? { species: flags.species } : {}),
    ...(flags.fps === undefined ? {} : { rate: flags.fps }),
  });
  await writeFigures([[file, await encode(reel)]]);
  if (!flags.quiet) terminal.print(file);
}
