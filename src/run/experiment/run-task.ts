/** One task of an experiment: a model over a time course. */

import { readsTime } from '../../crn/dependencies.ts';
import { evaluate } from '../../crn/evaluate.ts';
import type { Expression } from '../../crn/expression.ts';
import { reservedName } from '../../crn/names.ts';
import { ModelError } from '../../errors.ts';
import type { Model } from '../../formats/model.ts';
import { type Algorithm, algorithmOf } from '../../formats/sedml/algorithms.ts';
import type { Target, TimeCourse } from '../../formats/sedml/experiment.ts';
import { ssa, tau } from '../../kernels/specs.ts';
import { simulateEnsemble } from '../replicates/ensemble.ts';
import { formulasOf } from '../scenario/observables.ts';
import { scenarioOf } from '../scenario/of-model.ts';
import { rateCourse } from './rate-course.ts';

export interface Course {
  readonly times: Float64Array;
  /** Shape [times]. @throws ModelError for what the model does not have */
  of(target: Target | 'time', where: string): Float64Array;
  readonly notes: readonly string[];
}

/**
 * Runs a model once: by chance where the algorithm is one of chance, else along its rate equations with amounts as
 * real numbers.
 *
 * @throws ModelError for algorithms, times and models that cannot be run so; OdeError, KernelError as simulation does
 */
export async function runTask(model: Model, course: TimeCourse, where: string): Promise<Course> {
  const algorithm = algorithmOf(course, where);
  const { network } = model;
  const isTimed = network.events.length > 0 || network.reactions.some(({ law }) => readsTime(law));
  if (course.initial !== 0 && isTimed)
    throw new ModelError(
      where,
      `it begins at ${course.initial}, and its model reads the time`,
      'Begin at 0.',
    );
  const span = (course.outputEnd - course.outputStart) / course.steps;
  const times = Float64Array.from({ length: course.steps + 1 }, (_, i) => course.outputStart + i * span);
  const find =
    algorithm.method === 'ode'
      ? solved(model, course, times, algorithm)
      : await simulated(model, course, span, algorithm, where);
  return {
    times,
    of: (target, at) => (target === 'time' ? times : valuesOf(model, find, target, at)),
    notes: algorithm.notes,
  };
}

/** Values of a species or an observable over the times of a course. */
type Find = (name: string) => Float64Array | undefined;

function solved(model: Model, course: TimeCourse, times: Float64Array, { rtol, atol }: Algorithm): Find {
  const { network, rates, observables = [] } = model;
  const constants = network.rates.map((name) => rates[name]!);
  const states = rateCourse(model, { from: course.initial, times, rtol, atol });
  const column = (of: Expression): Float64Array =>
    times.map((t, i) => evaluate(of, states[i]!, constants, t));
  return (name) => {
    const observable = observables.find((one) => one.name === name);
    if (observable) return column(observable.of);
    const index = network.species.indexOf(name);
    return index < 0 ? undefined : column({ op: 'species', index });
  };
}

async function simulated(
  model: Model,
  course: TimeCourse,
  span: number,
  { method, seed }: Algorithm,
  where: string,
): Promise<Find> {
  const before = (course.outputStart - course.initial) / span;
  const skipped = Math.round(before);
  if (Math.abs(before - skipped) > 1e-6)
    throw new ModelError(
      where,
      'what is told begins between two steps',
      'Let outputStartTime be some steps after the start.',
    );
  const scenario = scenarioOf(model);
  const { names, traces } = await simulateEnsemble({
    network: scenario.crn,
    rates: model.rates,
    start: model.start,
    observables: formulasOf(scenario),
    ...{ trajectories: 1, traces: 1, seed, threads: 1, timeUnit: '', every: span },
    until: span * (skipped + course.steps),
    kernel: method === 'tau' ? tau() : ssa(),
  });
  return (name) => traces[0]![names.indexOf(name)]?.slice(skipped);
}

/** A species is what its symbol means in SBML: a concentration, unless it has only units of substance. */
function valuesOf(model: Model, find: Find, { kind, id: given }: Target, where: string): Float64Array {
  // As readers call what no network may be called.
  const id = reservedName(given) === undefined ? given : `${given}_`;
  const rate = model.rates[id];
  const found =
    find(id) ?? (rate === undefined ? undefined : find(model.network.species[0]!)!.map(() => rate));
  if (!found || kind === 'reaction')
    throw new ModelError(
      where,
      `there is no ${kind} "${given}" to tell of`,
      'Species, parameters and what rules say are told.',
    );
  const volume = kind === 'species' ? (model.volumes?.[id] ?? 1) : 1;
  return found.map((value) => value / volume);
}
