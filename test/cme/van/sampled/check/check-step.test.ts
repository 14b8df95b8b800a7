import { describe, expect, test } from 'vitest';
import { solveFsp } from '../../../../../src/cme/fsp.ts';
import { openJob } from '../../../../../src/cme/job.ts';
import { totalVariation } from '../../../../../src/cme/law-distances.ts';
import { ListedLaw } from '../../../../../src/cme/listed-law.ts';
import { firstAbove } from '../../../../../src/cme/van/model/fit.ts';
import { checkStep } from '../../../../../src/cme/van/sampled/check/check-step.ts';
import { openAdvance } from '../../../../../src/cme/van/sampled/forward.ts';
import { crn } from '../../../../../src/crn/crn.ts';
import type { Network } from '../../../../../src/crn/network.ts';
import { Purpose, Stream } from '../../../../../src/numerics/streams.ts';
import { allOf } from '../../../../support/all-of.ts';

interface Model {
  readonly network: Network;
  readonly rates: Readonly<Record<string, number>>;
  readonly start: Readonly<Record<string, number>>;
  readonly limits: Readonly<Record<string, number>>;
}

const pond: Model = {
  network: crn('0 -> X @ birth\nX -> 0 @ 1'),
  rates: { birth: 10 },
  start: { X: 5 },
  limits: { X: 60 },
};

/** Two genes, each shut by the other's protein: two humps in time. */
const toggle: Model = {
  network: crn(`
    species G, H, P, Q
    G -> G + P     @ make
    H -> H + Q     @ make
    P -> 0         @ 1
    Q -> 0         @ 1
    H + P -> 0     @ 0.3
    G + Q -> 0     @ 0.3
    0 -> H + P     @ {0.5 * (1 - H)}
    0 -> G + Q     @ {0.5 * (1 - G)}
  `),
  rates: { make: 6 },
  start: { G: 1, H: 1 },
  limits: { G: 1, H: 1, P: 16, Q: 16 },
};

const exactly = (model: Model, times: readonly number[]) =>
  allOf(solveFsp({ ...model, times, truncation: 'reflecting' } as never));

const asLaw = (law: ListedLaw) => (states: Int32Array) => {
  const width = law.species.length;
  return Float64Array.from({ length: states.length / width }, (_, row) =>
    law.logProbability(states.subarray(row * width, (row + 1) * width)),
  );
};

function drawsOf({ states, probability, species }: ListedLaw, n: number, seed: number): Int32Array {
  const width = species.length;
  let sum = 0;
  const until = probability.map((p) => (sum += p));
  const stream = new Stream().open(seed, 0, 0, Purpose.analysis);
  const out = new Int32Array(n * width);
  for (let b = 0; b < n; b++) {
    const s = firstAbove(until, stream.uniform() * sum);
    out.set(states.subarray(s * width, (s + 1) * width), b * width);
  }
  return out;
}

/** A check of `fitted` as the law that a step from `before` leads to. */
function check(model: Model, [from, until]: readonly [number, number], before: ListedLaw, fitted: ListedLaw) {
  const job = openJob('van', { ...model } as never, until);
  return checkStep({
    ...{ job, span: [from, until], seed: 5, step: from > 0 ? 1 : 0 },
    before: asLaw(before),
    starts: drawsOf(before, 6000, 1),
    after: asLaw(fitted),
    draw: (n) => drawsOf(fitted, n, 2),
    advance: openAdvance(job, undefined),
    paths: 3000,
  });
}

const startOf = (model: Model) => openJob('van', model as never, 1).start;

/** More than chance explains at one in 10⁹, with what the draws set aside have in common. */
const deviations = 6.5;
const common = 0.01;

describe.each([
  ['birth and death', pond, { birth: 11 }],
  ['a toggle switch', toggle, { make: 7 }],
] as const)('%s', (_, model, wrong) => {
  const times = [0.5, 2] as const;
  const spans = [
    [0, times[0]],
    [times[0], times[1]],
  ] as const;

  test('an exact law is found to be one, from a state and from a law', async () => {
    const laws = await exactly(model, times);
    const befores = [startOf(model), laws[0]!];
    for (const [i, span] of spans.entries()) {
      const { apart, deviation, least, ess } = await check(model, span, befores[i]!, laws[i]!);
      expect(apart).toBeLessThan(deviations * deviation + 2 * common);
      expect(least).toBeLessThan(deviations * deviation + common);
      expect(ess).toBeGreaterThan(0.97);
    }
  });

  test('control: how far a wrong one is off is told, between the two', async () => {
    const laws = await exactly(model, times);
    const others = await exactly({ ...model, rates: { ...model.rates, ...wrong } }, times);
    const befores = [startOf(model), laws[0]!];
    for (const [i, span] of spans.entries()) {
      const truth = totalVariation(others[i]!, laws[i]!);
      const { apart, deviation, least, ess, divergence } = await check(model, span, befores[i]!, others[i]!);
      expect(truth).toBeGreaterThan(0.04);
      expect(apart).toBeGreaterThan(truth - deviations * deviation - common);
      expect(least).toBeLessThan(truth + deviations * deviation + common);
      expect(apart).toBeLessThan(truth + deviations * deviation + 3 * common);
      // Far beyond what an exact law was allowed.
      expect(apart).toBeGreaterThan(0.02);
      expect(ess).toBeLessThan(0.999);
      // Pinsker: TV² ≤ KL/2.
      expect(divergence).toBeGreaterThan(truth * truth);
    }
  });
});

test('mass where the fitted law has none is seen', async () => {
  const [law] = await exactly(pond, [1]);
  // No state above 8, the rest scaled up.
  const kept = law!.probability.map((p, s) => (law!.states[s]! <= 8 ? p : 0));
  const held = kept.reduce((a, b) => a + b);
  const cut = new ListedLaw({ ...law!, probability: kept.map((p) => p / held) });
  const { apart, deviation } = await check(pond, [0, 1], startOf(pond), cut);
  expect(Math.abs(apart - (1 - held))).toBeLessThan(deviations * deviation + common);
});

test('where no way back tells anything, it is said so, and no more are sent unless there are many', async () => {
  const looks = async (paths: number) => {
    const asked: number[] = [];
    const verdict = await checkStep({
      ...{ job: openJob('van', pond as never, 1), span: [0, 0.2], seed: 5, step: 0, paths },
      // No path that goes back ends where any draw is.
      before: (states) => new Float64Array(states.length).fill(Number.NEGATIVE_INFINITY),
      starts: new Int32Array(100).fill(60),
      advance: async () => {},
      after: (states) => {
        asked.push(states.length);
        return new Float64Array(states.length);
      },
      draw: (n) => new Int32Array(n).fill(9),
    });
    expect(verdict.apart).toBeNaN();
    expect(verdict.ess).toBeNaN();
    return asked;
  };
  const few = await looks(400);
  expect(new Set(few)).toEqual(new Set([12]));
  expect(await looks(8200)).toEqual([...few.map(() => 32), 512]);
});

/** Two voxels of Schlögl's reactions, of half the published size: hundreds of jumps in a step. */
const voxel = (X: string) => `
  ${X} -> 2 ${X} @ {5.352 * ${X} * ${X}}
  ${X} -> 0      @ {0.16 * ${X} * ${X} * ${X}}
  0 -> ${X}      @ 54.051
  ${X} -> 0      @ 37.881
`;
const line: Model = {
  network: crn(`${voxel('X')}${voxel('Y')}X <-> Y @ 8.2207, 8.2207`),
  rates: {},
  start: { X: 25, Y: 25 },
  limits: { X: 45, Y: 45 },
};

/** A law times a wave over its states, as a fit may be off. */
function waved(law: ListedLaw, height: number, seed: number): ListedLaw {
  const stream = new Stream().open(seed, 0, 0, Purpose.analysis);
  const waves = Array.from({ length: 8 }, () => [
    0.5 * (stream.uniform() - 0.5),
    0.5 * (stream.uniform() - 0.5),
    2 * Math.PI * stream.uniform(),
  ]);
  const { states } = law;
  const odd = law.probability.map((p, i) => {
    const sum = waves.reduce(
      (all, [a, b, c]) => all + Math.cos(a! * states[2 * i]! + b! * states[2 * i + 1]! + c!),
      0,
    );
    return p * Math.exp((height * sum) / 2);
  });
  const all = odd.reduce((a, b) => a + b);
  return new ListedLaw({ ...law, probability: odd.map((p) => p / all) });
}

describe('many jumps and few draws: back over the last piece, to two other fits', () => {
  const span = [0.3, 0.6] as const;
  /** Of a law off by waves of this height, while the other two are off by others. */
  const look = async (height: number) => {
    const [before, exact] = await exactly(line, span);
    const fitted = waved(exact!, height, 1);
    const found = await checkStep({
      ...{ job: openJob('van', { ...line } as never, span[1]), span, seed: 5, step: 1, paths: 400 },
      before: asLaw(before!),
      starts: drawsOf(before!, 100, 1),
      after: asLaw(fitted),
      draw: (n) => drawsOf(fitted, n, 2),
      advance: openAdvance(openJob('van', line as never, span[1]), undefined),
      fitAgain: async (time) => {
        const [law] = await exactly(line, [time]);
        return [asLaw(waved(law!, 0.15, 2)), asLaw(waved(law!, 0.15, 3))];
      },
    });
    return { ...found, truth: totalVariation(exact!, fitted) };
  };

  test('what they are off by is not taken for the law’s own', async () => {
    const { apart, deviation, least, ess, over } = await look(0);
    expect(over).toBeGreaterThan(0);
    expect(over).toBeLessThan(0.1);
    expect(apart).toBeLessThan(deviations * deviation + 2 * common);
    expect(least).toBeLessThan(deviations * deviation + common);
    expect(ess).toBeGreaterThan(0.97);
  });

  test('control: how far a spoilt one is off is told', async () => {
    const { apart, deviation, least, ess, truth } = await look(0.5);
    expect(truth).toBeGreaterThan(0.15);
    expect(apart).toBeGreaterThan(truth - deviations * deviation - common);
    expect(apart).toBeLessThan(truth + deviations * deviation + 3 * common);
    expect(least).toBeLessThan(truth + deviations * deviation + common);
    expect(least).toBeGreaterThan(0.08);
    expect(ess).toBeLessThan(0.9);
  });
});
