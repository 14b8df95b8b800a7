/** Infers by simulation, with each generation kept as it is done. */
import { ownDistance, scaledDistance } from '../abc/distance.ts';
import { type Generation, type SmcEnd, smcAbc } from '../abc/smc.ts';
import type { Inference } from '../inference.ts';
import type { SmcSpec } from '../method.ts';
import type { InferOptions } from './infer.ts';
import type { Hands } from './jobs.ts';

export interface SmcDone {
  readonly kind: 'smc';
  readonly generations: readonly Generation[];
  readonly ended: SmcEnd;
}

/** A generation on the disk; a distance that is infinite is null there. */
type KeptGeneration = {
  readonly [K in keyof Generation]: Generation[K] extends Float64Array
    ? readonly (number | null)[]
    : Generation[K];
};

const nameOf = (number: number): string => `generation-${String(number).padStart(3, '0')}`;

export async function inferBySmc(
  inference: Inference,
  hands: Hands,
  { kept, signal, onProgress }: InferOptions,
): Promise<SmcDone> {
  const { compared, distance, method, parameters, seed } = inference;
  const { summary, observed } = compared;
  const before: Generation[] = [];
  for (;;) {
    const entry = await kept.read<KeptGeneration>(nameOf(before.length));
    if (!entry) break;
    before.push(asGeneration(entry));
  }
  const running = smcAbc({
    spec: method as SmcSpec,
    ...{ seed, before, lanes: hands.lanes, parameters: parameters.length, width: summary.names.length },
    simulate: (proposals) => hands.simulate({ kind: 'simulate', proposals, of: 'summary' }),
    distance: (scales) =>
      distance ? ownDistance(distance, summary.names, observed) : scaledDistance(observed, scales),
    ...(signal ? { signal } : {}),
    onProgress: (generation, accepted, proposals) =>
      onProgress?.({ kind: 'runs', generation, accepted, proposals }),
  });
  const generations: Generation[] = [];
  for (;;) {
    const { value, done } = await running.next();
    if (done) return { kind: 'smc', generations, ended: value };
    if (value.number >= before.length) await kept.write(nameOf(value.number), value);
    generations.push(value);
    onProgress?.({ kind: 'generation', generation: value });
  }
}

function asGeneration({ points, weights, distances, scales, ...rest }: KeptGeneration): Generation {
  const numbers = (list: readonly (number | null)[]): Float64Array =>
    Float64Array.from(list, (n) => n ?? Number.POSITIVE_INFINITY);
  return {
    ...rest,
    ...{ points: numbers(points), weights: numbers(weights) },
    ...{ distances: numbers(distances), scales: numbers(scales) },
  };
}
