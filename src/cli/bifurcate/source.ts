/** What `crn-grid bifurcate` is given, as equations: a model in a JSON file, or the network of a scenario. */
import { readFileSync } from 'node:fs';
import { suggestName } from '../../crn/check-names.ts';
import { ScenarioError } from '../../errors.ts';
import { type Reading, readings, rncrnFrame } from '../../learning/rncrn/bifurcation.ts';
import { speciesOf } from '../../learning/rncrn/chemistry/reactions.ts';
import { rncrnFromJson } from '../../learning/rncrn/model/json.ts';
import type { Frame } from '../../numerics/continuation/equilibria.ts';
import type { Range } from '../../numerics/continuation/family.ts';
import { networkFrame } from '../../run/bifurcate/network-frame.ts';
import { setUp } from '../../run/scenario/setup.ts';
import type { Scenario } from '../../run/scenario.ts';
import { loadScenario } from '../given/load-scenario.ts';

export interface Asked {
  readonly varied: readonly { readonly name: string; readonly range: Range }[];
  readonly rates: Readonly<Record<string, number>>;
  readonly box: Readonly<Record<string, Range>>;
  readonly reading?: Reading;
}

export interface Source {
  readonly name: string;
  readonly frame: Frame;
  /** Of the variables of the frame. */
  readonly variables: readonly string[];
}

/** @throws ScenarioError for a file that is neither, and for names that are none of its */
export async function bifurcationSource(path: string, asked: Asked): Promise<Source> {
  return path.endsWith('.json') ? modelSource(path, asked) : scenarioSource(path, asked);
}

function modelSource(path: string, { varied, rates, box, reading = 'reduced' }: Asked): Source {
  const model = rncrnFromJson(readJson(path), path);
  const { executive, parameters, layers } = speciesOf(model);
  const numberOf = (name: string): number => {
    // L1 is what people call L_1.
    const found = parameters.findIndex((own) => own === name || own.replace('_', '') === name);
    if (found < 0)
      throw new ScenarioError(path, `"${name}" is no parameter of the model`, suggestName(name, parameters));
    return found;
  };
  const lambda = new Float64Array(model.parameters).fill(Number.NaN);
  for (const [name, value] of Object.entries(rates)) lambda[numberOf(name)] = value;
  const chosen = varied.map(({ name, range }) => ({ parameter: numberOf(name), range }));
  for (const { parameter } of chosen) lambda[parameter] = 0;
  const open = lambda.findIndex(Number.isNaN);
  if (open >= 0)
    throw new ScenarioError(
      path,
      `parameter ${parameters[open]} has no value`,
      `Add \`--rate ${parameters[open]}=<value>\`.`,
    );
  checkNames(path, Object.keys(box), executive);
  const region = model.region?.executive;
  const boxes = executive.map((name, i) => box[name] ?? region?.[i]);
  const missing = executive.find((_, i) => boxes[i] === undefined);
  if (missing !== undefined)
    throw new ScenarioError(
      path,
      'the model does not say in which region it lives',
      `Say where to look, e.g. \`--box ${missing}=0:10\`.`,
    );
  const frame = rncrnFrame(model, {
    ...{ reading, varied: chosen, lambda },
    ...(Object.keys(box).length > 0 ? { box: boxes as Range[] } : {}),
  });
  const name = path.replace(/^.*\//, '').replace(/\.json$/, '');
  return { name, frame, variables: reading === 'full' ? [...executive, ...layers.flat()] : executive };
}

async function scenarioSource(path: string, asked: Asked): Promise<Source> {
  const { scenario } = await loadScenario(path);
  if (asked.reading)
    throw new ScenarioError(
      '--reading',
      `it is for models, and ${path} is a scenario`,
      `Leave it out; models are JSON files, and their readings: ${readings.join(', ')}.`,
    );
  const { crn } = scenario;
  const numberOf = (name: string): number => {
    if (!crn.rates.includes(name))
      throw new ScenarioError(path, `"${name}" is no rate of the network`, suggestName(name, crn.rates));
    return crn.rates.indexOf(name);
  };
  const varied = asked.varied.map(({ name, range }) => ({ rate: numberOf(name), range }));
  for (const name of Object.keys(asked.rates)) numberOf(name);
  checkNames(path, Object.keys(asked.box), crn.species);
  const { frame, species } = networkFrame(crn, {
    rates: ratesOf(path, scenario, asked),
    start: setUp(scenario).start.counts.slice(0, crn.species.length),
    ...{ varied, time: scenario.time.until },
    box: new Map(Object.entries(asked.box).map(([name, range]) => [crn.species.indexOf(name), range])),
  });
  return { name: scenario.name, frame, variables: species.map((s) => crn.species[s]!) };
}

/** A number for each rate: those of the command line, else of the scenario. */
function ratesOf(path: string, scenario: Scenario, { rates, varied }: Asked): number[] {
  return scenario.crn.rates.map((name) => {
    const value = rates[name] ?? (scenario.rates as Readonly<Record<string, unknown>>)[name];
    if (varied.some((v) => v.name === name)) return 0;
    if (typeof value === 'number') return value;
    throw new ScenarioError(
      path,
      value === undefined
        ? `"${name}" is a field, which has no one value`
        : `rate "${name}" differs from cell to cell`,
      `Add \`--rate ${name}=<value>\`, or make it the parameter.`,
    );
  });
}

function checkNames(path: string, given: readonly string[], known: readonly string[]): void {
  const odd = given.find((name) => !known.includes(name));
  if (odd !== undefined)
    throw new ScenarioError(path, `\`--box\` names "${odd}", which is no species`, suggestName(odd, known));
}

function readJson(path: string): unknown {
  let content: string;
  try {
    content = readFileSync(path, 'utf8');
  } catch (cause) {
    throw new ScenarioError(path, 'it cannot be read', 'Give a model, .json, or a scenario, .ts.', { cause });
  }
  try {
    return JSON.parse(content);
  } catch (cause) {
    throw new ScenarioError(
      path,
      `it is no JSON: ${(cause as Error).message}`,
      'Give a file that `crn-grid fit` wrote.',
      { cause },
    );
  }
}
