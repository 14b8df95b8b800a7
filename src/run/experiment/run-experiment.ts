/** Experiments of an archive or a file, carried out: tasks run, reports and plots made. */
import { evaluate } from '../../crn/evaluate.ts';
import { ModelError } from '../../errors.ts';
import type { Model } from '../../formats/model.ts';
import { readSbml } from '../../formats/sbml/read.ts';
import { withAttribute } from '../../formats/sedml/change-attribute.ts';
import type { Experiment, Generator, ModelSource, Output } from '../../formats/sedml/experiment.ts';
import { type Course, runTask } from './run-task.ts';

/** Columns of a report, or curves of a plot over their common `over`. */
export interface Told {
  readonly output: Output;
  readonly columns: readonly { readonly label: string; readonly values: Float64Array }[];
  /** Of a plot. */
  readonly over?: Float64Array;
}

export interface Carried {
  readonly outputs: readonly Told[];
  readonly notes: readonly string[];
}

export interface ExperimentFiles {
  /** Names the document in messages. */
  readonly place: string;
  /** Of a model, by its place as the document names it. @throws ModelError where there is no such file */
  text(source: string): string | Promise<string>;
}

/**
 * Runs all tasks of an experiment, one after the other.
 *
 * @param onTask  called before each task: for progress
 * @throws ModelError for parts that cannot be carried out, before any task runs where that can be told
 */
export async function runExperiment(
  { models, tasks, outputs }: Experiment,
  { place, text }: ExperimentFiles,
  onTask: (id: string) => void = () => {},
): Promise<Carried> {
  const sourceOf = async (id: string, seen: readonly string[] = []): Promise<string> => {
    const { source, changes }: ModelSource = models.get(id)!;
    const other = source.replace(/^#/, '');
    if (seen.includes(id)) throw new ModelError(place, `model "${id}" is made of itself`, 'Name a file.');
    const xml = models.has(other) ? await sourceOf(other, [...seen, id]) : await text(source);
    return changes.reduce((now, change) => withAttribute(now, change, `${place}, model "${id}"`), xml);
  };
  const read = new Map<string, Model>();
  for (const { model } of tasks)
    if (!read.has(model)) read.set(model, readSbml(await sourceOf(model), `${place}, model "${model}"`));
  const courses = new Map<string, Course>();
  for (const { id, model, course } of tasks) {
    onTask(id);
    courses.set(id, await runTask(read.get(model)!, course, `${place}, task "${id}"`));
  }
  const told = outputs.map((output): Told => {
    const values = (data: Generator): Float64Array =>
      valuesOf(data, courses, `${place}, dataGenerator "${data.id}"`);
    const columns = output.sets.map(({ label, data }) => ({ label, values: values(data) }));
    const lengths = new Set(columns.map(({ values }) => values.length).filter((length) => length > 1));
    if (lengths.size > 1)
      throw new ModelError(
        `${place}, ${output.kind} "${output.id}"`,
        `its data have different numbers of times: ${[...lengths].join(', ')}`,
        'Tell tasks of like steps together.',
      );
    const over = output.sets.map((set) => set.over && values(set.over)).find(Boolean);
    return { output, columns, ...(over ? { over } : {}) };
  });
  const notes = [...read.values()].flatMap((model) => model.notes ?? []);
  return {
    outputs: told,
    notes: [...new Set([...notes, ...[...courses.values()].flatMap((one) => one.notes)])],
  };
}

/** A generator at every time of its tasks; a number alone stands at one. */
function valuesOf(
  { formula, variables }: Generator,
  courses: ReadonlyMap<string, Course>,
  where: string,
): Float64Array {
  const series = variables.map(({ task, of }) => courses.get(task)!.of(of, where));
  const length = Math.max(1, ...series.map((one) => one.length));
  if (series.some((one) => one.length !== length))
    throw new ModelError(
      where,
      'its variables have different numbers of times',
      'Take them from tasks of like steps.',
    );
  return Float64Array.from({ length }, (_, t) =>
    evaluate(
      formula,
      series.map((one) => one[t]!),
      [],
      Number.NaN,
    ),
  );
}
