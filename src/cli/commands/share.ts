/** `crn-grid share`: a recording as one HTML file that opens anywhere. */
import { Command } from 'commander';
import { RecordingError } from '../../errors.ts';
import { cureOf, disk, whyFailed } from '../../record/files.ts';
import { openRecording } from '../../record/recording.ts';
import { shareHtml } from '../../serve/share.ts';
import { checkRecording } from '../given/check-recording.ts';
import { whole } from '../given/options.ts';
import { openTerminal } from '../terminal.ts';

interface ShareFlags {
  out?: string;
  frames?: number;
  quiet?: boolean;
}

export function shareCommand(): Command {
  return new Command('share')
    .summary('write a recording as one HTML file that opens anywhere')
    .description(
      'Writes a self-contained page: the viewer with all frames of a small recording inside. Nothing needs to be installed to look at it, and it asks no server.',
    )
    .argument('<recording>', 'a recording, e.g. runs/bees.zarr')
    .option('--out <file>', 'the file (default: the recording’s name, .html)')
    .option('--frames <n>', 'share so many frames at most: every n-th and the last (default: all)', whole)
    .option('--quiet', 'no file name')
    .addHelpText('after', '\nExample:\n  crn-grid share runs/bees.zarr --out bees.html')
    .action(async (path: string, flags: ShareFlags) => {
      const terminal = openTerminal(flags);
      checkRecording(path, 'share');
      const html = await shareHtml(
        await openRecording(path),
        flags.frames === undefined ? {} : { frames: flags.frames },
      );
      const file = flags.out ?? `${path.replace(/[/\\]+$/, '').replace(/\.zarr$/, '')}.html`;
      await disk.write(file, Buffer.from(html)).catch((cause: unknown) => {
        throw new RecordingError(file, `it cannot be written: ${whyFailed(cause)}`, `${cureOf(cause)}.`, {
          cause,
        });
      });
      if (!flags.quiet) terminal.print(file);
    });
}
