/** `crn-grid import`: a model of another program as a scenario file. */
import { Command, Option } from 'commander';
import { ScenarioError } from '../../errors.ts';
import { readModel } from '../../formats/read-model.ts';
import { modelScript } from '../../formats/script.ts';
import { cureOf, disk, whyFailed } from '../../record/files.ts';
import { count, openTerminal } from '../terminal.ts';

export function importCommand(): Command {
  return new Command('import')
    .summary('turn a model of another program into a scenario file')
    .description(
      'Reads a model, SBML (.xml, .sbml), BioNetGen’s language (.bngl) or its networks (.net), or Kappa (.ka), and writes it as a scenario in TypeScript, to be read, changed and run. What a network cannot say is refused by name. `simulate`, `run` and other commands take such a model as it is, too.',
    )
    .argument('<model>', 'a model file')
    .addOption(new Option('--out <file>', 'the scenario file to write (default: standard output)'))
    .addHelpText(
      'after',
      `
Examples:
  crn-grid import model.xml > model.ts
  crn-grid import egfr.bngl --out egfr.ts
  crn-grid simulate model.xml --until 50 --stats stats.csv        no import needed
  crn-grid run model.xml --grid 32x32 --hop A=0.5,B=0.1 --view    in space`,
    )
    .action(importAction);
}

async function importAction(path: string, { out }: { out?: string }): Promise<void> {
  const terminal = openTerminal({});
  const model = await readModel(path);
  const script = modelScript(model, path);
  if (out === undefined) process.stdout.write(script);
  else
    await disk.write(out, new TextEncoder().encode(script)).catch((cause: unknown) => {
      throw new ScenarioError(out, `it cannot be written: ${whyFailed(cause)}`, cureOf(cause), { cause });
    });
  const { species, reactions, events } = model.network;
  // What events remember is no species of the file.
  const own = species.length - events.filter(({ latch }) => latch !== undefined).length;
  const said = (many: number, one: string, all = `${one}s`): string =>
    `${count(many)} ${many === 1 ? one : all}`;
  const parts = [said(own, 'species', 'species'), said(reactions.length, 'reaction')];
  if (events.length > 0) parts.push(said(events.length, 'event'));
  terminal.note(`${model.name}: ${parts.join(', ')}`);
  for (const note of model.notes ?? []) terminal.note(note);
}
