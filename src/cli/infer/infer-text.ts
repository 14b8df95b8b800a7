/** What `crn-grid infer` prints, and says of how an inference went. */
import type { Generation } from '../../sweep/infer/abc/smc.ts';
import type { InferenceResult } from '../../sweep/infer/engine/infer.ts';
import type { Inferred } from '../../sweep/infer/posterior.ts';
import { count, percent } from '../terminal.ts';

export const parameterHead = ['parameter', 'prior', 'mean', 'sd', 'median', '95 % interval'] as const;

const short = (v: number): string => String(+v.toPrecision(4));

/** Cells of a table: {@link parameterHead}, and the truth where any is known. */
export function parameterRow({ name, prior, mean, sd, median, interval, truth }: Inferred): string[] {
  const range = `${short(prior.low)} to ${short(prior.high)}${prior.scale === 'log' ? ', log' : ''}`;
  return [
    ...[name, range, short(mean), short(sd), short(median)],
    `${short(interval[0])} to ${short(interval[1])}`,
    ...(truth === undefined ? [] : [short(truth)]),
  ];
}

/** Lines of a table: the first column to the left, the others to the right. */
export function aligned(rows: readonly (readonly string[])[]): string[] {
  const columns = Math.max(...rows.map((row) => row.length));
  const widths = Array.from({ length: columns }, (_, c) =>
    Math.max(...rows.map((row) => (row[c] ?? '').length)),
  );
  return rows.map((row) =>
    row
      .map((cell, c) => (c === 0 ? cell.padEnd(widths[c]!) : cell.padStart(widths[c]!)))
      .join('  ')
      .trimEnd(),
  );
}

export function generationText({ number, epsilon, proposals, distances, size }: Generation): string {
  const share = percent(distances.length, proposals);
  return number === 0
    ? `generation 0: ${count(distances.length)} points of the prior`
    : `generation ${number}: within ${short(epsilon!)}, ${share} of ${count(proposals)} runs, as good as ${count(size)} points`;
}

const endings = {
  epsilon: 'the tolerance is as small as was asked for',
  acceptance: 'nearer runs are too rare',
  generations: 'these were all the generations asked for',
  settled: 'no run was nearer than another',
} as const;

/** What went on, in sentences; the second tells of what makes it doubtful. */
export function judged({ how, inference }: InferenceResult): { sentence: string; doubts: string[] } {
  if (how.kind === 'smc') {
    const last = how.generations.at(-1)!;
    const runs = how.generations.reduce((sum, g) => sum + g.proposals, 0);
    const failed = how.generations.reduce((sum, g) => sum + g.failed, 0);
    const idle = inference.distance
      ? []
      : inference.compared.summary.names.filter((_, s) => last.scales[s] === 0);
    return {
      sentence: `${how.generations.length - 1} generations, ${count(runs)} runs; ended because ${endings[how.ended]}${last.epsilon === null ? '' : `, at a distance of ${short(last.epsilon)}`}.`,
      doubts: [
        ...(last.number === 0 ? ['The posterior is the prior: the data told nothing.'] : []),
        ...(last.size < 0.1 * last.weights.length
          ? [`Few points carry the weight: they are as good as ${count(last.size)}.`]
          : []),
        ...(failed > 0 ? [`${count(failed)} runs failed and were not accepted.`] : []),
        ...(idle.length > 0 ? [`The same in all runs of the prior, and left out: ${idle.join(', ')}.`] : []),
      ],
    };
  }
  const worst = Math.max(...how.convergence.map(({ rHat }) => rHat));
  const least = Math.min(...how.convergence.map(({ size }) => size));
  const shares = how.chains.map(({ acceptance }) => acceptance);
  return {
    sentence: `${how.chains.length} chains of ${count(how.chains[0]!.logLikelihoods.length)} steps, ${percent(Math.min(...shares), 1)} to ${percent(Math.max(...shares), 1)} of them taken; R̂ is at most ${worst.toFixed(3)}, and they say as much as ${count(least)} independent draws.`,
    doubts: [
      ...(worst > 1.01
        ? [`The chains do not agree yet (R̂ = ${worst.toFixed(3)}, above 1.01): give more \`iterations\`.`]
        : []),
      ...(least < 400
        ? [`They say as little as ${count(least)} draws: give more \`iterations\`, or more \`particles\`.`]
        : []),
    ],
  };
}
