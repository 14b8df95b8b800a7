/** Options several commands share, and how their values are read. */
import { resolve } from 'node:path';
import { InvalidArgumentError, Option } from 'commander';
import { ScenarioError } from '../../errors.ts';
import type { KernelSpec } from '../../kernels/kernel.ts';
import type { LearnedSpec } from '../../kernels/learned.ts';
import { learnedShape } from '../../kernels/open-kernel.ts';
import { hybrid, learnedSpec, mdn, ode, search, ssa, tau, van } from '../../kernels/specs.ts';
import type { Budget } from '../../learning/budget.ts';
import { loadAbstraction, type StoredAbstraction } from '../../learning/store.ts';
import { threadCount } from '../../pool/actors.ts';
import type { Scenario } from '../../run/scenario.ts';
import { whatLiesThere } from './what-lies-there.ts';

/** Reads a number. @throws InvalidArgumentError */
export function number(text: string): number {
  const value = Number(text);
  if (text.trim() === '' || !Number.isFinite(value)) throw new InvalidArgumentError('It is not a number.');
  return value;
}

/** Reads a whole number, 0 or more. @throws InvalidArgumentError */
export function whole(text: string): number {
  const value = number(text);
  if (!Number.isSafeInteger(value) || value < 0)
    throw new InvalidArgumentError('It is not a whole number, 0 or more.');
  return value;
}

/** Reads `32x32`. @throws InvalidArgumentError */
function size(text: string): [number, number] {
  const match = /^(\d+)x(\d+)$/.exec(text);
  if (!match) throw new InvalidArgumentError('Write it as 32x32.');
  return [Number(match[1]), Number(match[2])];
}

/** Reads `3,4`. @throws InvalidArgumentError */
function cell(text: string): [number, number] {
  const match = /^(\d+),(\d+)$/.exec(text);
  if (!match) throw new InvalidArgumentError('Write it as x,y, e.g. 0,0.');
  return [Number(match[1]), Number(match[2])];
}

/** Collects `name=value` pairs, one or several with commas. @throws InvalidArgumentError */
export function pairs(text: string, before: Record<string, number> = {}): Record<string, number> {
  const all = text.split(',').map((part): [string, number] => {
    const match = /^\s*(\w+)=(.+)$/.exec(part);
    if (!match) throw new InvalidArgumentError('Write it as name=value, or a=1,b=2.');
    return [match[1]!, number(match[2]!)];
  });
  return { ...before, ...Object.fromEntries(all) };
}

const kernelNames = ['ssa', 'tau', 'ode', 'mdn', 'van', 'search', 'hybrid', 'auto'] as const;
export type KernelName = (typeof kernelNames)[number];
/** Those that are learned. */
export const learnedNames = ['mdn', 'van', 'search', 'hybrid'] as const satisfies readonly KernelName[];

/** Reads one of the names, or the folder of an abstraction. @throws InvalidArgumentError */
function kernelReader(names: readonly KernelName[]): (text: string) => string {
  return (text) => {
    if ((names as readonly string[]).includes(text)) return text;
    const { kind, says, first } = whatLiesThere(text);
    if (kind === 'abstraction') return text;
    const choices = `Allowed choices are ${names.join(', ')}, or the folder of an abstraction`;
    if (kind === 'nothing') throw new InvalidArgumentError(`${choices}.`);
    throw new InvalidArgumentError(
      `${choices}; ${says}.${kind === 'abstractions' ? ` Name one of them: ${first}` : ''}`,
    );
  };
}

/** What `--kernel` names: a kind, or what a folder holds. @throws AbstractionError where that cannot be read */
export async function askedKernel(
  text: string | undefined,
): Promise<KernelName | StoredAbstraction | undefined> {
  const name = kernelNames.find((known) => known === text);
  return text === undefined || name
    ? name
    : { path: text, abstraction: await loadAbstraction(resolve(text)) };
}

export const shared = {
  seed: (): Option =>
    new Option('--seed <n>', 'seed of all randomness; same seed, same bits').argParser(whole),
  threads: (what = 'threads to use (default: all); never changes a result'): Option =>
    new Option('--threads <n>', what).argParser((text) => threadCount(whole(text))),
  until: (): Option =>
    new Option('--until <time>', "end of the run, in the scenario's unit").argParser(number),
  kernel: (names: readonly KernelName[] = kernelNames): Option =>
    new Option(
      '--kernel <kind>',
      `what steps the cells: ${names.join(', ')}, or the folder of an abstraction`,
    ).argParser(kernelReader(names)),
  outside: (): Option =>
    new Option('--outside <rule>', 'cells outside a learned kernel’s training domain').choices([
      'ssa',
      'learned',
      'error',
    ]),
  rate: (): Option =>
    new Option('--rate <name=value>', 'changes a rate constant (a=1,b=2 changes two)').argParser(pairs),
  start: (): Option =>
    new Option('--start <name=count>', 'changes a count at time 0 (A=1,B=2 changes two)').argParser(pairs),
  cell: (): Option =>
    new Option('--cell <x,y>', 'which cell of a grid to take the start from').argParser(cell).default([0, 0]),
  size: (): Option => new Option('--grid, --size <WxH>', 'changes the size of the grid').argParser(size),
  hop: (): Option =>
    new Option(
      '--hop <name=rate>',
      'lets molecules of a species hop to each neighbour at this rate (A=1,B=2: two)',
    ).argParser(pairs),
  quiet: (): Option => new Option('--quiet', 'no progress'),
  json: (): Option => new Option('--json', 'the summary as JSON on stdout'),
};

/** The kernel a command line asks for: of a folder, the shape there; else the scenario's own shape where it has one. */
export function kernelOf(
  scenario: Scenario,
  asked: KernelName | StoredAbstraction | undefined,
  outside?: 'ssa' | 'learned' | 'error',
): KernelSpec | 'auto' {
  if (typeof asked === 'object')
    return learnedSpec({ ...asked.abstraction.shape, ...(outside ? { outside } : {}) });
  const own = scenario.kernel ?? ssa();
  const shape = own === 'auto' ? undefined : learnedShape(own);
  const rule = outside ? { outside } : {};
  const head = shape?.head;
  // What any head may stand on.
  const rest = shape ? { ...withoutHead(shape), ...rule } : rule;
  const named = asked ?? (own === 'auto' ? 'auto' : own.kind);
  if (outside && (named === 'ssa' || named === 'tau' || named === 'ode' || named === 'auto'))
    throw new ScenarioError(
      '--outside',
      `the kernel is ${named}, which has no training domain`,
      'Add `--kernel mdn`.',
    );
  switch (named) {
    case 'auto':
      return 'auto';
    case 'ssa':
      return ssa();
    case 'tau':
      return own !== 'auto' && own.kind === 'tau' ? own : tau();
    case 'ode':
      return own !== 'auto' && own.kind === 'ode' ? own : ode();
    case 'mdn':
      return mdn({ ...rest, ...(head && head.kind !== 'van' ? { head } : {}) });
    case 'van':
      return van({ ...rest, ...(head?.kind === 'van' ? { head } : {}) });
    case 'search':
      return searched(shape ? learnedSpec({ ...shape, ...rule }) : mdn(rest));
    case 'hybrid':
      return hybrid({ ...shape, ...rule });
  }
}

function withoutHead({ body, rateInputs, stepInput, past, outside }: LearnedSpec) {
  return { body, rateInputs, stepInput, past, outside };
}

/**
 * The learned kernel of a scenario, to be trained; for `auto` the usual one.
 *
 * @param asked  of this kind, whatever the scenario has
 * @throws ScenarioError where there is none
 */
export function learnedSpecOf(file: string, scenario: Scenario, asked?: 'mdn' | 'van'): LearnedSpec {
  const kernel = kernelOf(scenario, asked);
  const own = kernel === 'auto' ? mdn() : learnedShape(kernel);
  if (!own)
    throw new ScenarioError(
      file,
      'its kernel is not a learned one, so there is nothing to train',
      'Give it `kernel: mdn()`, or `auto`.',
    );
  return own;
}

/** The same with a body that is searched for. */
export function searched(spec: LearnedSpec): LearnedSpec {
  return spec.body.kind === 'search' ? spec : Object.freeze({ ...spec, body: search() });
}

/** What flags say of a training's budget; the rest is the scenario's. */
export function budgetOf({
  seed,
  epochs,
  transitions,
  rounds,
}: Pick<Budget, 'seed' | 'epochs' | 'transitions' | 'rounds'>): Budget {
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(epochs === undefined ? {} : { epochs }),
    ...(transitions === undefined ? {} : { transitions }),
    ...(rounds === undefined ? {} : { rounds }),
  };
}
