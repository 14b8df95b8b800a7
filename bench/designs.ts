/**
 * Our designs, sensitivity indices and dips beside SciPy's, SALib's and diptest's: the largest difference of
 * each, and what ours cost.
 *
 *   node --import jiti/register bench/designs.ts
 */
import { execFileSync } from 'node:child_process';
import type { Design } from '../src/numerics/designs/design.ts';
import { latinHypercubeDesign } from '../src/numerics/designs/latin-hypercube.ts';
import { morrisDesign } from '../src/numerics/designs/morris.ts';
import { saltelliDesign } from '../src/numerics/designs/saltelli.ts';
import { sobolDesign } from '../src/numerics/designs/sobol-sequence.ts';
import { bimodality, uniformDips } from '../src/numerics/sensitivity/bimodality.ts';
import { dipOf } from '../src/numerics/sensitivity/dip.ts';
import { morrisEffects } from '../src/numerics/sensitivity/morris-effects.ts';
import { sobolIndices } from '../src/numerics/sensitivity/sobol-indices.ts';
import { Purpose, Stream } from '../src/numerics/streams.ts';
import { gFunction, ishigami, linear, outputsOf, pointsOf } from '../test/support/sensitivity-models.ts';
import { markdownTable, saveText } from './markdown.ts';
import { cpuSeconds, saveResult } from './measure.ts';
import { python } from './peers.ts';

interface Answer {
  readonly versions: string;
  readonly sequences: readonly (readonly (readonly number[])[])[];
  readonly indices: readonly { first: number[]; total: number[]; second: number[] }[];
  readonly effects: readonly { mean: number[]; size: number[]; spread: number[] }[];
  readonly dips: readonly number[];
  readonly chances: readonly (readonly [dip: number, p: number])[];
}

const peer = python();
if (!peer) throw new Error('no peers: run bench/install-peers.sh');

const sequences: readonly [dimensions: number, first: number, count: number][] = [
  [10, 0, 1024],
  [64, 0, 1024],
  [161, 0, 1024],
  [64, 999_999_999, 16],
];
const models = [ishigami, linear(1, 2, 3, 0), gFunction(0, 1, 4.5, 9)];
const runs = models.flatMap((model) =>
  [false, true].map((second) => ({
    design: saltelliDesign(1024, model.dimensions, second, 7),
    outputs: outputsOf(saltelliDesign(1024, model.dimensions, second, 7), model.at),
  })),
);
const walks = models.map((model, i) => {
  const design = morrisDesign(40, model.dimensions, 4 + 2 * i, 7);
  return { design, outputs: outputsOf(design, model.at) };
});
const samples = Array.from({ length: 400 }, (_, i) => sample(i));
const tested = Array.from({ length: 20 }, (_, i) => {
  const stream = new Stream().open(12, i, 0, Purpose.analysis);
  return Array.from({ length: 500 }, () => stream.uniform());
});

/** Of any size; every other one of few different values. */
function sample(which: number): Float64Array {
  const stream = new Stream().open(11, which, 0, Purpose.analysis);
  const n = 4 + stream.integer(which < 200 ? 20 : 3000);
  const apart = 6 * stream.uniform();
  const values = Float64Array.from({ length: n }, () => stream.normal() + apart * stream.integer(2));
  return which % 2 === 0 ? values : values.map(Math.round);
}

const often = uniformDips(500, 1, 20_000);
const answer = JSON.parse(
  execFileSync(peer, [new URL('./reference/designs.py', import.meta.url).pathname], {
    input: JSON.stringify({
      sequences,
      indices: runs.map(({ design, outputs }) => [design.dimensions, design.secondOrder, [...outputs]]),
      effects: walks.map(({ design, outputs }) => [design.levels, pointsOf(design), [...outputs]]),
      dips: samples.map((values) => [...values]),
      chances: tested,
    }),
    encoding: 'utf8',
    maxBuffer: 2 ** 28,
  }),
) as Answer;

function apart(ours: readonly number[], theirs: readonly number[]): number {
  return ours.reduce((most, value, i) => Math.max(most, Math.abs(value - theirs[i]!)), 0);
}

const value = ({ value }: { readonly value: number }): number => value;
const once = { seed: 1, resamples: 1 };
const differences: [string, number, string][] = sequences.map(([dimensions, first, count], s) => {
  const design = sobolDesign(2 ** 32, dimensions);
  const x = new Float64Array(dimensions);
  const ours = Array.from({ length: count }, (_, i) => {
    design.point(first + i, x);
    return [...x].map((share) => share * 2 ** 32);
  });
  const what = `Sobol' sequence, ${dimensions} dimensions, points ${first} … ${first + count - 1}`;
  return [what, apart(ours.flat(), answer.sequences[s]!.flat()), 'in 2^-32'];
});
const found = runs.map(({ design, outputs }) => sobolIndices(design, outputs, once));
const first = found.flatMap((f) => f.factors!.map((factor) => factor.first.value));
const total = found.flatMap((f) => f.factors!.map((factor) => factor.total.value));
const second = found.flatMap((f) => f.pairs?.map((pair) => pair.second.value) ?? []);
const effects = walks.map(({ design, outputs }) => morrisEffects(design, outputs, once));
const effect = (name: 'mean' | 'size' | 'spread'): number =>
  apart(
    effects.flatMap((e) => e.factors.map((factor) => value(factor[name]))),
    answer.effects.flatMap((e) => e[name]),
  );
differences.push(
  [
    "Sobol' indices, first",
    apart(
      first,
      answer.indices.flatMap((i) => i.first),
    ),
    '',
  ],
  [
    "Sobol' indices, total",
    apart(
      total,
      answer.indices.flatMap((i) => i.total),
    ),
    '',
  ],
  [
    "Sobol' indices, second",
    apart(
      second,
      answer.indices.flatMap((i) => i.second),
    ),
    '',
  ],
  ['Morris μ', effect('mean'), ''],
  ['Morris μ*', effect('size'), ''],
  ['Morris σ', effect('spread'), ''],
  [
    'dip, 400 samples',
    apart(
      samples.map((v) => dipOf(v.slice().sort()).dip),
      answer.dips,
    ),
    '',
  ],
  [
    'p of the dip, 20 uniform samples of 500',
    apart(
      tested.map((values) => bimodality(values, { seed: 1, uniform: often }).p),
      answer.chances.map(([, p]) => p),
    ),
    'their table, our 20 000 draws',
  ],
);

function cost(what: string, design: Design, points: number): [string, string] {
  const x = new Float64Array(design.dimensions);
  const begun = cpuSeconds();
  for (let i = 0; i < points; i++) design.point(i, x);
  return [what, (((cpuSeconds() - begun) / points) * 1e6).toPrecision(2)];
}

const costs = [
  cost("Sobol' sequence, 10 dimensions", sobolDesign(1e6, 10), 1e6),
  cost('Latin hypercube of 10^6 points, 10 dimensions', latinHypercubeDesign(1e6, 10, 1), 2e5),
  cost('Morris, 10 dimensions', morrisDesign(2e4, 10, 4, 1), 2e5),
  cost('Saltelli, 10 dimensions', saltelliDesign(1e5, 10, false, 1), 2e5),
];

saveResult('designs', { peers: answer.versions, differences, costs });
saveText('designs', [
  '# Designs and sensitivities beside others',
  `${answer.versions}. Largest absolute differences; the same outputs in the same order were given to both.`,
  markdownTable(
    ['what', 'largest difference', ''],
    differences.map(([what, most, unit]) => [what, most === 0 ? '0' : most.toExponential(1), unit]),
  ),
  'Processor time of a point, in any order, without a table:',
  markdownTable(['design', 'µs'], costs),
]);
