/** A model as JSON and back: matrices are written as rows, so that a reader sees their shape. */
import { ScenarioError } from '../../../errors.ts';
import {
  type LayerParts,
  type PerceptronLayer,
  type Region,
  type Rncrn,
  type RncrnParts,
  rncrn,
} from '../model.ts';

const format = 'crn-grid-rncrn';
const version = 1;

type Rows = readonly (readonly number[])[];

interface LayerJson {
  readonly omega?: Rows;
  readonly psi?: Rows;
  readonly phi?: Rows;
  readonly theta: readonly number[];
  readonly gamma: readonly number[];
  readonly tau: readonly number[];
  readonly mu: number;
}

/** What stands in a file; matrices without entries are left out. */
export interface RncrnJson extends LayerJson {
  readonly format: typeof format;
  readonly version: typeof version;
  readonly parameters: number;
  readonly alpha?: Rows;
  readonly beta: readonly number[];
  readonly below?: readonly LayerJson[];
  readonly region?: Region;
}

/** Plain data for `JSON.stringify`; every number comes back as it was. */
export function rncrnToJson(model: Rncrn): RncrnJson {
  const { executive, parameters, perceptrons, alpha, beta, below, region } = model;
  const layer = (of: PerceptronLayer): LayerJson => ({
    ...matrix('omega', of.omega, of.perceptrons, executive),
    ...matrix('psi', of.psi, of.perceptrons, parameters),
    ...matrix('phi', of.phi, of.perceptrons, of.phi.length / of.perceptrons),
    theta: [...of.theta],
    gamma: [...of.gamma],
    tau: [...of.tau],
    mu: of.mu,
  });
  return {
    format,
    version,
    parameters,
    ...matrix('alpha', alpha, executive, perceptrons),
    beta: [...beta],
    ...layer(model),
    ...(below.length > 0 ? { below: below.map(layer) } : {}),
    ...(region ? { region } : {}),
  };
}

/**
 * @param name  what errors call it, such as its file
 * @throws ScenarioError for another format or version, an unknown or missing key, rows of
 *         unequal length, and whatever {@link rncrn} refuses
 */
export function rncrnFromJson(json: unknown, name = 'rncrn'): Rncrn {
  const all = keysOf(json, [...layerKeys, ...modelKeys], name);
  if (all.format !== format)
    throw new ScenarioError(
      name,
      `\`format\` is ${JSON.stringify(all.format)}`,
      `Give a file of format "${format}".`,
    );
  if (all.version !== version)
    throw new ScenarioError(
      name,
      `version ${JSON.stringify(all.version)} of the format is not known`,
      `This program reads version ${version}.`,
    );
  const parts: RncrnParts = {
    ...layerParts(all, name),
    parameters: number(all.parameters, name, 'parameters'),
    beta: numbers(all.beta, name, 'beta'),
    ...rowsAt(all, 'alpha', name),
    below: list(all.below ?? [], name, 'below').map((one, i) => {
      const where = `${name}, below[${i}]`;
      return layerParts(keysOf(one, layerKeys, where), where);
    }),
  };
  return rncrn(all.region === undefined ? parts : { ...parts, region: readRegion(all.region, name) }, name);
}

const layerKeys = ['omega', 'psi', 'phi', 'theta', 'gamma', 'tau', 'mu'];
const modelKeys = ['format', 'version', 'parameters', 'alpha', 'beta', 'below', 'region'];

function matrix(key: string, values: Float64Array, rows: number, columns: number): Record<string, Rows> {
  if (values.length === 0) return {};
  const row = (i: number) => [...values.subarray(i * columns, (i + 1) * columns)];
  return { [key]: Array.from({ length: rows }, (_, i) => row(i)) };
}

function layerParts(all: Readonly<Record<string, unknown>>, where: string): LayerParts {
  return {
    ...rowsAt(all, 'omega', where),
    ...rowsAt(all, 'psi', where),
    ...rowsAt(all, 'phi', where),
    theta: numbers(all.theta, where, 'theta'),
    gamma: numbers(all.gamma, where, 'gamma'),
    tau: numbers(all.tau, where, 'tau'),
    mu: number(all.mu, where, 'mu'),
  };
}

/** The rows of a matrix one after the other. */
function rowsAt(
  all: Readonly<Record<string, unknown>>,
  key: string,
  where: string,
): Record<string, number[]> {
  if (all[key] === undefined) return {};
  const rows = list(all[key], where, key).map((row, i) => numbers(row, where, `${key}[${i}]`));
  const uneven = rows.findIndex((row) => row.length !== rows[0]!.length);
  if (uneven >= 0)
    throw new ScenarioError(
      where,
      `\`${key}[${uneven}]\` has ${rows[uneven]!.length} numbers, not ${rows[0]!.length}`,
      'The rows of a matrix are of one length.',
    );
  return { [key]: rows.flat() };
}

function readRegion(region: unknown, where: string): Region {
  const { executive, parameters } = keysOf(region, ['executive', 'parameters'], `${where}, region`);
  const intervals = (given: unknown, key: string) =>
    list(given, where, key).map((pair, i): [number, number] => {
      const ends = numbers(pair, where, `${key}[${i}]`);
      if (ends.length !== 2)
        throw new ScenarioError(where, `\`${key}[${i}]\` has ${ends.length} numbers`, 'Write [low, high].');
      return [ends[0]!, ends[1]!];
    });
  return {
    executive: intervals(executive, 'region.executive'),
    parameters: intervals(parameters, 'region.parameters'),
  };
}

function keysOf(value: unknown, known: readonly string[], where: string): Readonly<Record<string, unknown>> {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new ScenarioError(where, `${said(value)} is no model`, 'Give an object with its arrays.');
  const odd = Object.keys(value).find((key) => !known.includes(key));
  if (odd !== undefined)
    throw new ScenarioError(where, `unknown key "${odd}"`, `There are: ${known.join(', ')}.`);
  return value as Readonly<Record<string, unknown>>;
}

function list(value: unknown, where: string, key: string): readonly unknown[] {
  if (!Array.isArray(value)) throw new ScenarioError(where, `\`${key}\` is ${said(value)}`, 'Give a list.');
  return value;
}

function numbers(value: unknown, where: string, key: string): number[] {
  return list(value, where, key).map((one, i) => number(one, where, `${key}[${i}]`));
}

function number(value: unknown, where: string, key: string): number {
  if (typeof value !== 'number')
    throw new ScenarioError(where, `\`${key}\` is ${said(value)}`, 'Give a number.');
  return value;
}

function said(value: unknown): string {
  return value === undefined ? 'missing' : JSON.stringify(value);
}
