/** `crn-grid run model.omex`: the experiments of an archive, or of a SED-ML file, with their reports and plots. */
import { basename, dirname, join, resolve } from 'node:path';
import { isCrnGridError, ModelError } from '../../errors.ts';
import { timeSeriesSvg } from '../../figures/time-series.ts';
import { pngAndSvg, writeFigures } from '../../figures/write-figures.ts';
import { readBytes, readText } from '../../formats/read-model.ts';
import { placeOf, readArchive } from '../../formats/sedml/archive.ts';
import { readSedml } from '../../formats/sedml/read.ts';
import { makeFolder } from '../../record/files.ts';
import { writeTable } from '../../record/table.ts';
import { runExperiment, type Told } from '../../run/experiment/run-experiment.ts';
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
  const { places, files } = await opened(path);
  await makeFolder(out);
  const ran: Ran[] = [];
  for (const place of places) {
    const written: string[] = [];
    try {
      await runOne(place, files, join(out, place), terminal, written);
      ran.push({ place, files: written });
    } catch (error) {
      if (!isCrnGridError(error)) throw error;
      ran.push({ place, files: written, failed: error.message });
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

/** Files of an archive, or of the folder that an experiment lies in. */
interface Files {
  /** The text of the experiment at a place. */
  experiment(place: string): string | Promise<string>;
  /** The text of a model, as the experiment at a place names it. */
  model(source: string, place: string): string | Promise<string>;
}

async function opened(path: string): Promise<{ places: readonly string[]; files: Files }> {
  if (/\.sedml$/i.test(path)) {
    const beside = (source: string): Promise<string> =>
      readText(resolve(dirname(path), onDisk(source, path)));
    return { places: [basename(path)], files: { experiment: () => readText(path), model: beside } };
  }
  const archive = readArchive(await readBytes(path), path);
  return {
    places: archive.experiments,
    files: {
      experiment: archive.text,
      model: (source, place) => archive.text(placeOf(onDisk(source, place), place)),
    },
  };
}

/** @throws ModelError for a model that lies on the web */
function onDisk(source: string, where: string): string {
  if (/^(urn|https?):/i.test(source))
    throw new ModelError(
      where,
      `its model is ${source}, and models are not fetched`,
      'Give the file, beside the experiment.',
    );
  return source;
}

async function runOne(
  place: string,
  files: Files,
  out: string,
  terminal: Terminal,
  written: string[],
): Promise<void> {
  const experiment = readSedml(await files.experiment(place), place);
  const { outputs, notes } = await runExperiment(
    experiment,
    { place, text: (source) => files.model(source, place) },
    (task) => terminal.note(`${place}: task ${task}`),
  );
  for (const note of notes) terminal.note(note);
  for (const told of outputs) written.push(...(await write(told, join(out, told.output.id))));
}

async function write({ output, columns, over }: Told, base: string): Promise<string[]> {
  await makeFolder(dirname(base));
  const rows = Math.max(...columns.map(({ values }) => values.length), over?.length ?? 0);
  const whole = (values: Float64Array): Float64Array =>
    values.length === 1 ? new Float64Array(rows).fill(values[0]!) : values;
  const table: Record<string, Float64Array> = over ? { x: whole(over) } : {};
  for (const { label, values } of columns) {
    // Labels need not differ; columns must.
    let name = label;
    for (let n = 2; Object.hasOwn(table, name); n++) name = `${label} (${n})`;
    table[name] = whole(values);
  }
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
