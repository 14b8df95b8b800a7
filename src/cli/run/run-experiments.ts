/** `crn-grid run model.omex`: the experiments of an archive, or of a SED-ML file, with their reports and plots. */
import { readFile } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { isCrnGridError, ModelError, ScenarioError } from '../../errors.ts';
import { timeSeriesSvg } from '../../figures/time-series.ts';
import { pngAndSvg, writeFigures } from '../../figures/write-figures.ts';
import { readArchive } from '../../formats/sedml/archive.ts';
import { readSedml } from '../../formats/sedml/read.ts';
import { makeFolder } from '../../record/files.ts';
import { writeTable } from '../../record/table.ts';
import { type ExperimentFiles, runExperiment, type Told } from '../../run/experiment/run-experiment.ts';
import type { Terminal } from '../terminal.ts';

/** How one document went, as `log.yml` tells it. */
interface Ran {
  readonly place: string;
  readonly files: readonly string[];
  readonly failed?: string;
}

/**
 * Runs every experiment; one that fails does not stop the others.
 *
 * @param out  the folder for reports (CSV), plots (PNG, SVG) and `log.yml`
 * @throws ModelError for an archive that cannot be read, or after all have run, where one has failed
 */
export async function runExperiments(path: string, out: string, terminal: Terminal): Promise<void> {
  const { places, text } = await opened(path);
  await makeFolder(out);
  const ran: Ran[] = [];
  for (const place of places) {
    try {
      ran.push({ place, files: await runOne({ place, text }, join(out, place), terminal) });
    } catch (error) {
      if (!isCrnGridError(error)) throw error;
      ran.push({ place, files: [], failed: error.message });
    }
    await writeFigures([[join(out, 'log.yml'), logText(ran)]]);
  }
  for (const file of ran.flatMap(({ files }) => files)) terminal.print(`wrote ${file}`);
  const failed = ran.filter((one) => one.failed !== undefined);
  if (failed.length > 0)
    throw new ModelError(
      path,
      `${failed.length} of ${ran.length} experiments failed`,
      failed.map((one) => one.failed).join('\n'),
    );
}

async function opened(path: string): Promise<{ places: readonly string[]; text: ExperimentFiles['text'] }> {
  const read = (file: string): Promise<Buffer> =>
    readFile(file).catch((cause: Error) => {
      throw new ScenarioError(file, `it cannot be read: ${cause.message}`, 'Check the path.', { cause });
    });
  if (/\.sedml$/i.test(path))
    return {
      places: [basename(path)],
      text: async (place) => (await read(join(dirname(path), place))).toString('utf8'),
    };
  const archive = readArchive(await read(path), path);
  return { places: archive.experiments, text: archive.text };
}

async function runOne(files: ExperimentFiles, out: string, terminal: Terminal): Promise<string[]> {
  const experiment = readSedml(await files.text(files.place), files.place);
  const { outputs, notes } = await runExperiment(experiment, files, (task) =>
    terminal.note(`${files.place}: task ${task}`),
  );
  for (const note of notes) terminal.note(note);
  const written: string[] = [];
  for (const told of outputs) written.push(...(await write(told, join(out, told.output.id))));
  return written;
}

async function write({ output, columns, over }: Told, base: string): Promise<string[]> {
  await makeFolder(dirname(base));
  const rows = Math.max(...columns.map(({ values }) => values.length), over?.length ?? 0);
  const whole = (values: Float64Array): Float64Array =>
    values.length === 1 ? new Float64Array(rows).fill(values[0]!) : values;
  const table = Object.fromEntries([
    ...(over ? [['x', whole(over)] as const] : []),
    ...columns.map(({ label, values }) => [label, whole(values)] as const),
  ]);
  await writeTable(`${base}.csv`, table);
  if (output.kind === 'report' || !over) return [`${base}.csv`];
  const series = columns.map(({ label, values }) => ({ name: label, values: whole(values) }));
  const svg = timeSeriesSvg({ title: output.name, subtitle: '', times: over, timeUnit: '', series });
  return [`${base}.csv`, ...(await writeFigures(pngAndSvg(base, svg)))];
}

/** As tools of BioSimulators tell how an archive went. */
function logText(ran: readonly Ran[]): string {
  const quoted = (text: string): string => JSON.stringify(text);
  const status = (one: Ran): string => (one.failed === undefined ? 'SUCCEEDED' : 'FAILED');
  return [
    `status: ${ran.every((one) => one.failed === undefined) ? 'SUCCEEDED' : 'FAILED'}`,
    'sedDocuments:',
    ...ran.flatMap((one) => [
      `  - location: ${quoted(one.place)}`,
      `    status: ${status(one)}`,
      ...(one.failed === undefined ? [] : [`    exception: ${quoted(one.failed)}`]),
      ...(one.files.length > 0 ? ['    files:', ...one.files.map((file) => `      - ${quoted(file)}`)] : []),
    ]),
    '',
  ].join('\n');
}
