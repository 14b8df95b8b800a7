/** What is to be solved: one cell of a scenario, and what the command line says otherwise. */
import { createHash } from 'node:crypto';
import { type Truncation, truncations } from '../../cme/fsp/march.ts';
import type { ListedStart, Start } from '../../cme/fsp/start-law.ts';
import { checkError, checkTimes } from '../../cme/job.ts';
import { fitSettings, usual, usualModel, type VanJob } from '../../cme/van/job.ts';
import { checkNetwork } from '../../cme/van/model/network.ts';
import { type ParitySettings, paritySettings } from '../../cme/van/variational/parity/settings.ts';
import { variationalSettings } from '../../cme/van/variational/settings.ts';
import { checkNames } from '../../crn/check-names.ts';
import { hashNetwork } from '../../crn/hash.ts';
import type { Network } from '../../crn/network.ts';
import { ScenarioError } from '../../errors.ts';
import { wellMixed } from '../replicates/well-mixed.ts';
import type { Scenario } from '../scenario.ts';
import type { SolveOptions } from './options.ts';

/** A master equation with every number of it said; plain data. */
export interface SolveTask {
  readonly network: Network;
  readonly rates: Readonly<Record<string, number>>;
  readonly start: Start;
  /** Rising. */
  readonly times: readonly number[];
  readonly limits: Readonly<Record<string, number>>;
  readonly error: number;
  readonly truncation: Truncation;
  readonly maxStates: number;
  /** Where van is to solve it. */
  readonly van?: VanSettings;
}

export type VanSettings = Pick<VanJob, 'network' | 'order' | 'fit' | 'seed' | 'variational' | 'parity'>;

/** What may be said beside the scenario. */
export interface SolveOverrides extends Omit<SolveOptions, 'start' | 'pair' | 'limits'> {
  /** Name of the method that is to solve it. Default fsp. */
  readonly method?: string;
  readonly rates?: Readonly<Record<string, number>>;
  /** Changes counts of the scenario's `start`; a law to start from is then left out. */
  readonly start?: Readonly<Record<string, number>>;
  readonly limits?: Readonly<Record<string, number>>;
  /** Of van. Default: the scenario's. */
  readonly seed?: number;
}

/** Default times: the run in so many parts. */
const parts = 10;

/**
 * The task of a scenario's first cell.
 *
 * @throws ScenarioError for what a user can get wrong and can be told without solving
 */
export function solveTask(scenario: Scenario, overrides: SolveOverrides = {}): SolveTask {
  const { solve = {}, crn: network, time } = scenario;
  const isVan = overrides.method === 'van';
  checkMethod(isVan, overrides);
  const where = `scenario "${scenario.name}"`;
  const one = wellMixed(scenario, [0, 0]);
  checkNames(where, '--rate', overrides.rates, network.rates, 'rate of the network');
  checkNames(where, '--start', overrides.start, network.species, 'species of the network');
  checkNames(where, '--limits', overrides.limits, network.species, 'species of the network');
  const regular = Array.from({ length: parts }, (_, i) => +((time.until * (i + 1)) / parts).toPrecision(12));
  const van = isVan ? { van: vanSettings(where, scenario, overrides) } : {};
  const task: SolveTask = {
    network,
    rates: { ...one.rates, ...overrides.rates },
    start: overrides.start || !solve.start ? { ...one.start, ...overrides.start } : solve.start,
    times: asked(van.van?.parity, overrides.times, solve.times ?? regular),
    limits: { ...solve.limits, ...overrides.limits } as Record<string, number>,
    error: overrides.error ?? solve.error ?? 1e-8,
    truncation: isVan ? 'reflecting' : (overrides.truncation ?? solve.truncation ?? 'adaptive'),
    maxStates: overrides.maxStates ?? solve.maxStates ?? (isVan ? usual.maxStates : 2_000_000),
    ...van,
  };
  checkParityStart(task);
  checkTimes(where, task.times, 0);
  checkError(where, task.error);
  if (!truncations.includes(task.truncation))
    throw new ScenarioError(
      where,
      `unknown truncation "${task.truncation}"`,
      `Choose one of ${truncations.join(', ')}.`,
    );
  return task;
}

/** A stationary law is one, said to be of the last time. */
function asked(
  parity: ParitySettings | undefined,
  ours: readonly number[] | undefined,
  theirs: readonly number[],
): readonly number[] {
  if (parity?.loss !== 'steady-state') return ours ?? theirs;
  if (ours && ours.length !== 1)
    throw new ScenarioError(
      '--times',
      `a stationary law is one, and there are ${ours.length} times`,
      'Give one time or none.',
    );
  return ours ?? theirs.slice(-1);
}

/** What is said to a method that does not listen. */
function checkMethod(isVan: boolean, { error, truncation, van }: SolveOverrides): void {
  if (isVan && error !== undefined)
    throw new ScenarioError(
      '--error',
      'van gets as near as its network fits, and tells how far that is',
      'Leave it out; more `--updates` or a larger `--model` get nearer.',
    );
  if (isVan && truncation !== undefined && truncation !== 'reflecting')
    throw new ScenarioError(
      '--truncation',
      `limits of van reflect, they are not ${truncation}`,
      'Leave it out, or use `--method fsp`.',
    );
  if (!isVan && van !== undefined)
    throw new ScenarioError(
      saidOfVan(van).join(', '),
      'set for a network, and fsp has none',
      'Leave that out, or add `--method van`.',
    );
}

/** What was said of a network, as it is said on the command line. */
function saidOfVan({ model, order, fit, variational, parity }: NonNullable<SolveOverrides['van']>): string[] {
  const said = {
    '--model': model,
    '`order`': order,
    '--updates': fit?.updates ?? parity?.updates,
    '--samples': fit?.samples ?? parity?.batch,
    '--variational': variational,
    '--parity': parity?.step,
    '--loss': parity?.loss,
  };
  const names = Object.entries(said).flatMap(([name, value]) => (value === undefined ? [] : [name]));
  return names.length > 0 ? names : ['`van`'];
}

/** Euler steps begin with one state. */
function checkParityStart({ van, start, network }: SolveTask): void {
  const loss = van?.parity?.loss;
  if (loss === undefined || loss === 'steady-state') return;
  const { kind } = start;
  const states = kind === 'listed' ? (start as ListedStart).probability.length : 1;
  if (kind !== 'poisson' && states === 1) return;
  throw new ScenarioError(
    '--parity',
    'it starts from one state, and the scenario from a law of many',
    `Add counts to start from: \`--start ${network.species[0]}=1\`.`,
  );
}

function vanSettings(where: string, scenario: Scenario, { van, seed }: SolveOverrides): VanSettings {
  const { model, order, fit } = { ...scenario.solve?.van, ...van };
  const way = wayOf(where, scenario.solve?.van, van);
  const network = model ?? usualModel(way);
  checkNetwork(where, network);
  const settings = fitSettings(where, { ...scenario.solve?.van?.fit, ...fit });
  const { variational, parity } = way;
  return { network, order, variational, parity, fit: settings, seed: seed ?? scenario.seed ?? 1 };
}

/** `variational` or `parity`: what is asked for takes the place of the other one, which the scenario may have. */
function wayOf(where: string, theirs: SolveOptions['van'] = {}, ours: SolveOptions['van'] = {}) {
  if (ours.variational && ours.parity)
    throw new ScenarioError(
      '--variational',
      'it is one way to solve, and `--parity` another',
      'Leave one out.',
    );
  const variational = ours.variational ?? (ours.parity ? undefined : theirs.variational);
  const parity = ours.parity ?? (ours.variational ? undefined : theirs.parity);
  // Where no time goes by there is no step to take over.
  const { step, ...rest } = theirs.parity ?? {};
  const before = ours.parity?.loss === 'steady-state' || step === undefined ? rest : { ...rest, step };
  return {
    ...(variational
      ? { variational: variationalSettings(where, { ...theirs.variational, ...variational }) }
      : {}),
    ...(parity ? { parity: paritySettings(where, { ...before, ...parity }) } : {}),
  };
}

/** SHA-256 in hex of all that decides a law, its method among it. */
export function hashTask(task: SolveTask, method: string): string {
  const { network, start, ...rest } = task;
  const listed = (_: string, value: unknown): unknown =>
    ArrayBuffer.isView(value) ? Array.from(value as Float64Array) : value;
  const content = ['laws 1', method, hashNetwork(network), start, rest];
  return createHash('sha256').update(JSON.stringify(content, listed)).digest('hex');
}
