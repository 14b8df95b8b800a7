/** How likely a time series is at a point of the prior: by a particle filter, or by a kernel that knows its law. */
import { ScenarioError } from '../../../errors.ts';
import type { Abstraction } from '../../../kernels/abstraction.ts';
import type { Kernel, LawKernel } from '../../../kernels/kernel.ts';
import { openKernel } from '../../../kernels/open-kernel.ts';
import { openObservables } from '../../../run/scenario/observables.ts';
import { type Setup, type Start, setUp } from '../../../run/scenario/setup.ts';
import type { FindAbstraction } from '../../engine/work.ts';
import { scenarioAt } from '../abc/simulate.ts';
import { isObserved, type Observed } from '../data/observed.ts';
import type { Inference } from '../inference.ts';
import type { ParticleMarginalSpec } from '../method.ts';
import { openObservation } from './observation.ts';
import { particleFilter } from './particle-filter.ts';

/**
 * log P(data | point) or an unbiased estimate of P, in nats.
 *
 * @param point  shares of the parameters' ranges
 * @param seed   of the estimate
 */
export type LogLikelihood = (point: Float64Array, seed: number) => number;

/** At one point, of a kernel that is open. */
type At = (here: { readonly setup: Setup; readonly start: Start }, seed: number) => number;

/** @throws ScenarioError for grids, data that are no time series, observations that do not fit */
export async function openLikelihood(inference: Inference, find: FindAbstraction): Promise<LogLikelihood> {
  const where = `inference ${JSON.stringify(inference.name)}`;
  const { base, data } = inference;
  if (!isObserved(data))
    throw new ScenarioError(
      where,
      'its data are no time series',
      'Write `data: observed([…])`, or use `smc({ … })`.',
    );
  const { setup, start } = setUp(base);
  checkWellMixed(where, setup);
  const abstraction = await find(base, setup, start);
  if ((abstraction?.shape.past ?? 1) > 1)
    throw new ScenarioError(
      where,
      'its kernel looks back on past steps, which data do not have',
      'Use a kernel with `past: 1`, or `smc({ … })`.',
    );
  const { network, dt, kernel: spec } = setup;
  const kernel = await openKernel(spec, { network, dt, ...(abstraction ? { abstraction } : {}) });
  await checkEnds(inference, setup, abstraction);
  const { observation } = inference.method as ParticleMarginalSpec;
  const at = observation
    ? byFilter(where, inference, data, kernel, setup)
    : byTransitions(where, data, kernel, setup);
  return (point, seed) => at(setUp(scenarioAt(inference, point)), seed);
}

function checkWellMixed(where: string, { lattice, hops, fields, maxes }: Setup): void {
  const cells = lattice.width * lattice.height;
  if (cells === 1 && hops.length + fields.length + maxes.length === 0) return;
  throw new ScenarioError(
    where,
    cells > 1
      ? `\`particleMarginal\` is for one well-mixed cell, and the grid has ${cells}`
      : '`particleMarginal` is for one well-mixed cell, without `hop`, `fields` and `max`',
    'Write `with: { size: [1, 1] }` for a scenario without them, or use `smc({ … })`, which runs any scenario.',
  );
}

/** Tries each parameter at its ends: a point in mid-chain is late to hear that the kernel does not know its rates. */
async function checkEnds(inference: Inference, base: Setup, abstraction: Abstraction | undefined) {
  const middle = new Float64Array(inference.parameters.length).fill(0.5);
  for (let p = 0; p < middle.length; p++)
    for (const end of [0, 1]) {
      const { setup } = setUp(scenarioAt(inference, middle.with(p, end)));
      const { network, dt, kernel, rates } = setup;
      if (network !== base.network || dt !== base.dt)
        throw new ScenarioError(
          `inference ${JSON.stringify(inference.name)}`,
          `"${inference.parameters[p]!.name}" changes the network or the step`,
          '`particleMarginal` wants parameters that change rates or the start; use `smc({ … })`.',
        );
      if (abstraction) await openKernel(kernel, { network, dt, abstraction, rates });
    }
}

/** Steps after which there are data. */
function stepsOf(where: string, { times }: Observed, dt: number): number[] {
  return times.map((time) => {
    const step = Math.round(time / dt);
    if (Math.abs(step * dt - time) <= 1e-9 * Math.max(1, time)) return step;
    throw new ScenarioError(
      where,
      `the time ${time} is no whole number of steps of ${dt}`,
      'Change `time.step`.',
    );
  });
}

function byFilter(
  where: string,
  { base, method }: Inference,
  data: Observed,
  kernel: Kernel,
  setup: Setup,
): At {
  const { particles, observation = {} } = method as ParticleMarginalSpec;
  const names = Object.keys(data.values);
  const unknown = Object.keys(observation).find((name) => !names.includes(name));
  const missing = names.find((name) => !Object.hasOwn(observation, name));
  if (unknown !== undefined || missing !== undefined)
    throw new ScenarioError(
      where,
      unknown === undefined
        ? `\`observation\` does not say how "${missing}" was seen`
        : `\`observation\` names "${unknown}", which the data do not have`,
      `Give one of each of: ${names.join(', ')}.`,
    );
  const chances = names.map((name) => openObservation(where, name, observation[name]!));
  const observe = openObservables(base);
  const { dt } = setup;
  const steps = stepsOf(where, data, dt);
  const logChance = (number: number, counts: Int32Array): number => {
    const scalars = observe({ step: steps[number]!, time: data.times[number]!, counts, fields: {} });
    let sum = 0;
    names.forEach((name, o) => {
      const seen = data.values[name]![number] ?? null;
      if (seen !== null) sum += chances[o]!(seen, scalars[name]!);
    });
    return sum;
  };
  return (here, seed) =>
    particleFilter({
      ...{ kernel, dt, steps, logChance, particles, seed },
      start: here.start.counts,
      rates: here.setup.rates,
    });
}

const hasLaw = (kernel: Kernel): kernel is LawKernel => 'logProb' in kernel;

/** Of a kernel that knows its law, and counts that were all seen after each step. */
export function byTransitions(where: string, data: Observed, kernel: Kernel, { network, dt }: Setup): At {
  const { species } = network;
  const unseen = species.filter(
    (name) => !data.values[name]?.every((n) => n !== null && Number.isInteger(n)),
  );
  if (!hasLaw(kernel) || unseen.length > 0)
    throw new ScenarioError(
      where,
      hasLaw(kernel)
        ? `the data have not every count of ${unseen.join(', ')}`
        : `the kernel ${kernel.spec.kind} does not know how likely a transition is`,
      'Say how the data came from the truth, e.g. `observation: { infected: "poisson" }`.',
    );
  const steps = stepsOf(where, data, dt);
  if (steps[0]! > 1 || steps.some((step, i) => i > 0 && step !== steps[i - 1]! + 1))
    throw new ScenarioError(
      where,
      'the data leave out steps of the kernel',
      `Give counts at every step of ${dt}, or say how they were seen in \`observation\`.`,
    );
  const width = species.length;
  const seen = Int32Array.from({ length: steps.length * width }, (_, i) =>
    Number(data.values[species[i % width]!]![Math.floor(i / width)]),
  );
  // Data that begin with the start have no transition to it.
  const fromStart = steps[0] === 1;
  const rows = steps.length - (fromStart ? 0 : 1);
  const before = new Int32Array(rows * width);
  before.set(seen.subarray(0, seen.length - width), fromStart ? width : 0);
  const after = seen.subarray(seen.length - rows * width);
  const out = new Float64Array(rows);
  return ({ setup, start }) => {
    if (fromStart) before.set(start.counts);
    kernel.logProb(before, after, setup.rates, dt, out);
    return out.reduce((sum, log) => sum + log, 0);
  };
}
