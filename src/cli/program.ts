/** The command line: what a user types, and how a failure ends. */
import { Command, CommanderError } from 'commander';
import { isCrnGridError } from '../errors.ts';
import { version } from '../version.ts';
import { bifurcateCommand } from './commands/bifurcate.ts';
import { doctorCommand } from './commands/doctor.ts';
import { exportCommand } from './commands/export.ts';
import { filmCommand } from './commands/film.ts';
import { fitCommand } from './commands/fit.ts';
import { frontCommand } from './commands/front.ts';
import { importCommand } from './commands/import.ts';
import { inferCommand } from './commands/infer.ts';
import { planCommand } from './commands/plan.ts';
import { plotCommand } from './commands/plot.ts';
import { runCommand } from './commands/run.ts';
import { shareCommand } from './commands/share.ts';
import { simulateCommand } from './commands/simulate.ts';
import { solveCommand } from './commands/solve.ts';
import { sweepCommand } from './commands/sweep.ts';
import { trainCommand } from './commands/train.ts';
import { validateCommand } from './commands/validate.ts';
import { viewCommand } from './commands/view.ts';

/** What there is, in the order of `--help`. */
export const commands = [
  runCommand,
  simulateCommand,
  sweepCommand,
  inferCommand,
  solveCommand,
  bifurcateCommand,
  planCommand,
  trainCommand,
  frontCommand,
  fitCommand,
  validateCommand,
  plotCommand,
  viewCommand,
  filmCommand,
  shareCommand,
  importCommand,
  exportCommand,
  doctorCommand,
] as const;

/**
 * Runs one command line.
 *
 * @param args  what follows `crn-grid`
 * @returns the exit code
 */
export async function main(args: readonly string[]): Promise<number> {
  const program = new Command('crn-grid')
    .description(
      'Simulate space filled with chemistry: every cell of a grid holds a stochastic reaction network.',
    )
    .version(version)
    .option('--debug', 'show the stack of an error')
    .showHelpAfterError('(add --help for what there is)')
    .exitOverride();
  for (const command of commands)
    program.addCommand(command().exitOverride().option('--debug', 'show the stack of an error'));
  try {
    // Where the event loop runs dry in the middle, Node's own code says so: none of ours may hide it.
    process.exitCode = undefined;
    await program.parseAsync(args, { from: 'user' });
    return Number(process.exitCode ?? 0);
  } catch (error) {
    return report(error, args.includes('--debug'));
  }
}

/** Prints one clear message. @returns the exit code */
function report(error: unknown, debug: boolean): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? 0 : 1;
  const message = error instanceof Error ? error.message : String(error);
  process.stderr.write(`[crn-grid] ${message.trimEnd()}\n`);
  if (debug && error instanceof Error)
    process.stderr.write(
      `${error.stack}\n${error.cause instanceof Error ? `caused by ${error.cause.stack}\n` : ''}`,
    );
  else if (!isCrnGridError(error))
    process.stderr.write('This is not an error we foresaw: please report it with the output of --debug.\n');
  return 1;
}
