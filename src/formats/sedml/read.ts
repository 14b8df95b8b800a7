/** Reads experiments of SED-ML, level 1, versions 1 to 4: uniform time courses of SBML models, reports and 2-D plots. */
import { ModelError } from '../../errors.ts';
import { type Element, readDocument } from '../sbml/read/document.ts';
import { childOf, elementsOf, mathIn, needed, numberIn } from '../sbml/read/elements.ts';
import { MathReader } from '../sbml/read/math/mathml.ts';
import type {
  AttributeChange,
  Experiment,
  Generator,
  ModelSource,
  Output,
  Target,
  Task,
  TimeCourse,
  Variable,
} from './experiment.ts';

const time = 'urn:sedml:symbol:time';

/**
 * @param where  the file's name, for messages
 * @throws ModelError for what is no SED-ML, and for parts of it that are not carried out: repeated tasks, steady
 *         states, changes of the model's structure, surfaces
 */
export function readSedml(text: string, where: string): Experiment {
  const root = readDocument(text, where);
  if (root.name !== 'sedML') throw new ModelError(where, `it is a <${root.name}> document`, 'Give SED-ML.');
  const models = byId(listOf(root, 'listOfModels', ['model'], where), where, modelOf);
  const courses = byId(listOf(root, 'listOfSimulations', ['uniformTimeCourse'], where), where, courseOf);
  const tasks = listOf(root, 'listOfTasks', ['task'], where).map((element): Task => {
    const place = placed(element, where);
    return {
      id: needed(element, 'id', place),
      model: known(needed(element, 'modelReference', place), models, place).key,
      course: known(needed(element, 'simulationReference', place), courses, place).value,
    };
  });
  const generators = byId(listOf(root, 'listOfDataGenerators', ['dataGenerator'], where), where, generatorOf);
  for (const { id, variables } of generators.values())
    for (const variable of variables)
      if (!tasks.some((task) => task.id === variable.task))
        throw new ModelError(
          `${where}, dataGenerator "${id}"`,
          `there is no task "${variable.task}"`,
          'Name a task.',
        );
  const outputs = listOf(root, 'listOfOutputs', ['report', 'plot2D'], where).map((element) =>
    outputOf(element, generators, placed(element, where)),
  );
  if (outputs.length === 0) throw new ModelError(where, 'it has no outputs', 'Add a report.');
  return { models, tasks, outputs };
}

/** What a list holds; other things than these are not carried out. */
function listOf(parent: Element, list: string, items: readonly string[], where: string): Element[] {
  const found = elementsOf(parent)
    .filter(({ name }) => name === list)
    .flatMap(elementsOf);
  const other = found.find(({ name }) => !items.includes(name));
  if (other)
    throw new ModelError(
      placed(other, where),
      `<${other.name}> is not carried out`,
      `${list} may hold ${items.join(' and ')}.`,
    );
  return found;
}

function placed({ name, attributes }: Element, where: string): string {
  const id = attributes.get('id');
  return `${where}, ${name}${id ? ` "${id}"` : ''}`;
}

function byId<T>(
  elements: readonly Element[],
  where: string,
  read: (element: Element, place: string) => T,
): Map<string, T> {
  const all = new Map<string, T>();
  for (const element of elements) {
    const place = placed(element, where);
    const id = idOf(element, place);
    if (all.has(id)) throw new ModelError(place, 'its id is there twice', 'Give each its own.');
    all.set(id, read(element, place));
  }
  return all;
}

/** Ids name files and entries: none may be a path. */
function idOf(element: Element, place: string): string {
  const id = needed(element, 'id', place);
  if (!/^[A-Za-z_]\w*$/.test(id))
    throw new ModelError(place, `"${id}" is no id`, 'Write letters, digits and _, a letter first.');
  return id;
}

function known<T>(id: string, all: ReadonlyMap<string, T>, place: string): { key: string; value: T } {
  const key = id.replace(/^#/, '');
  const value = all.get(key);
  if (value === undefined)
    throw new ModelError(place, `there is no "${key}"`, `There are: ${[...all.keys()].join(', ')}.`);
  return { key, value };
}

function modelOf(element: Element, place: string): ModelSource {
  const language = element.attributes.get('language') ?? '';
  if (!/sbml/i.test(language))
    throw new ModelError(place, `its language is "${language}"`, 'Models in SBML are run.');
  const changes = listOf(element, 'listOfChanges', ['changeAttribute'], place).map(
    (change): AttributeChange => {
      const path = needed(change, 'target', place);
      const parted = /^(.*)\/@(\w+)$/.exec(path.trim());
      if (!parted) throw notRead(path, place);
      return {
        target: targetOf(parted[1]!, place),
        attribute: parted[2]!,
        value: needed(change, 'newValue', place),
      };
    },
  );
  return { source: needed(element, 'source', place), changes };
}

/** `/sbml:sbml/…/sbml:species[@id='S1']`, and no other paths. */
function targetOf(path: string, place: string): Target {
  const steps = path.trim().split('/').filter(Boolean);
  const last = /^(?:\w+:)?(species|parameter|compartment|reaction)\[@id=(['"])([^'"]+)\2\]$/.exec(
    steps.at(-1) ?? '',
  );
  const lists = steps.slice(0, -1).map((step) => step.replace(/^\w+:/, ''));
  if (!last || lists.length !== 3 || lists[0] !== 'sbml' || lists[1] !== 'model') throw notRead(path, place);
  return { kind: last[1] as Target['kind'], id: last[3]! };
}

function notRead(path: string, place: string): ModelError {
  return new ModelError(
    place,
    `the path ${path} is not read`,
    "Name a species, parameter or compartment by its id: /sbml:sbml/sbml:model/sbml:listOfSpecies/sbml:species[@id='S1'].",
  );
}

function courseOf(element: Element, place: string): TimeCourse {
  const number = (name: string): number => {
    needed(element, name, place);
    return numberIn(element, name, place)!;
  };
  const steps = element.attributes.has('numberOfSteps') ? number('numberOfSteps') : number('numberOfPoints');
  const course = {
    initial: number('initialTime'),
    outputStart: number('outputStartTime'),
    outputEnd: number('outputEndTime'),
    steps,
  };
  if (!(Number.isInteger(steps) && steps > 0 && steps <= 1e7))
    throw new ModelError(place, `${steps} is no number of steps`, 'Give a whole number of 1 or more.');
  if (
    !(
      course.initial <= course.outputStart &&
      course.outputStart < course.outputEnd &&
      Number.isFinite(course.outputEnd)
    )
  )
    throw new ModelError(
      place,
      'its times do not follow on each other',
      'initial ≤ outputStart < outputEnd.',
    );
  const algorithm = childOf(element, 'algorithm');
  if (!algorithm)
    throw new ModelError(place, 'it names no algorithm', 'Add <algorithm kisaoID="KISAO:0000019"/>.');
  const parameters = elementsOf(algorithm).flatMap(elementsOf);
  return {
    ...course,
    algorithm: needed(algorithm, 'kisaoID', place).replace('_', ':'),
    parameters: new Map(
      parameters.map((one) => [
        needed(one, 'kisaoID', place).replace('_', ':'),
        one.attributes.get('value') ?? '',
      ]),
    ),
  };
}

function generatorOf(element: Element, place: string): Generator {
  const names: string[] = [];
  const variables = listOf(element, 'listOfVariables', ['variable'], place).map((variable): Variable => {
    names.push(needed(variable, 'id', place));
    const symbol = variable.attributes.get('symbol');
    if (symbol !== undefined && symbol !== time && symbol !== 'KISAO:0000832')
      throw new ModelError(place, `the symbol ${symbol} is not told`, `Use ${time}.`);
    const of = symbol !== undefined ? 'time' : targetOf(needed(variable, 'target', place), place);
    return { task: needed(variable, 'taskReference', place), of };
  });
  const constants = new Map(
    listOf(element, 'listOfParameters', ['parameter'], place).map((parameter) => {
      const id = needed(parameter, 'id', place);
      return [id, numberIn(parameter, 'value', place) ?? Number.NaN];
    }),
  );
  const formula = new MathReader(new Map()).read(mathIn(element, place), place, (name, at) => {
    const index = names.indexOf(name);
    if (index >= 0) return { op: 'species', index };
    const value = constants.get(name);
    if (value === undefined)
      throw new ModelError(at, `there is no "${name}"`, 'Formulas read their variables and parameters.');
    return { op: 'number', value };
  });
  const id = needed(element, 'id', place);
  return { id, name: element.attributes.get('name') || id, formula, variables };
}

function outputOf(element: Element, generators: ReadonlyMap<string, Generator>, place: string): Output {
  const id = idOf(element, place);
  const data = (of: Element, attribute: string): Generator =>
    known(needed(of, attribute, place), generators, place).value;
  const name = element.attributes.get('name') || id;
  if (element.name === 'report') {
    const sets = listOf(element, 'listOfDataSets', ['dataSet'], place).map((set) => ({
      label: set.attributes.get('label') || set.attributes.get('name') || needed(set, 'id', place),
      data: data(set, 'dataReference'),
    }));
    return { kind: 'report', id, name, sets };
  }
  const curves = listOf(element, 'listOfCurves', ['curve'], place);
  const log = curves.find(({ attributes }) =>
    ['logX', 'logY'].some((axis) => /^(true|1)$/.test(attributes.get(axis) ?? '')),
  );
  if (log)
    throw new ModelError(placed(log, place), 'logarithmic axes are not drawn', 'Set logX and logY to false.');
  const sets = curves.map((curve) => {
    const y = data(curve, 'yDataReference');
    return { label: curve.attributes.get('name') || y.name, data: y, over: data(curve, 'xDataReference') };
  });
  if (sets.some(({ over }) => over !== sets[0]!.over))
    throw new ModelError(
      place,
      'its curves are over different data',
      'Draw those of one xDataReference in one plot.',
    );
  return { kind: 'plot', id, name, sets };
}
