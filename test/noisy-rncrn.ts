/** Published networks in small volumes: samples of their concentrations, by exact simulation. */

import { openKernel } from '../src/kernels/open-kernel.ts';
import { ssa } from '../src/kernels/specs.ts';
import { compileRncrn } from '../src/learning/rncrn/chemistry/compile.ts';
import type { Rncrn } from '../src/learning/rncrn/model.ts';

export interface Sampling {
  readonly reading: 'full' | 'slow-scale';
  readonly volume: number;
  readonly lambda: readonly number[];
  /** Concentrations at the start. */
  readonly from: readonly number[];
  readonly rows: number;
  /** Before the first sample. */
  readonly settle: number;
  /** Samples of each row, and the time between them. */
  readonly samples: number;
  readonly every: number;
  readonly seed: number;
}

/** Samples of each executive species, sample after sample. */
export async function samplesOf(model: Rncrn, s: Sampling): Promise<Float64Array[]> {
  const { network, rates, start } = compileRncrn(model, {
    ...{ volume: s.volume, reading: s.reading, parameters: s.lambda },
  });
  const kernel = await openKernel(ssa(), { network, dt: s.every });
  const first = start(s.from);
  const counts = new Int32Array(s.rows * network.species.length);
  for (let i = 0; i < counts.length; i++) counts[i] = first[network.species[i % network.species.length]!]!;
  const values = Float64Array.from(network.rates, (name) => rates[name]!);
  const executive = network.species.flatMap((name, i) => (name.startsWith('X_') ? [i] : []));
  const out = executive.map(() => new Float64Array(s.rows * s.samples));
  const step = (k: number, time: number, dt: number): void =>
    kernel.step(counts, values, time, dt, { seed: s.seed, step: k, firstAgent: 0 });
  if (s.settle > 0) step(0, 0, s.settle);
  for (let k = 0; k < s.samples; k++) {
    step(k + 1, s.settle + k * s.every, s.every);
    for (let row = 0; row < s.rows; row++)
      executive.forEach((column, i) => {
        out[i]![k * s.rows + row] = counts[row * network.species.length + column]! / s.volume;
      });
  }
  return out;
}

export function meanAndSd(values: Float64Array): { mean: number; sd: number } {
  const mean = values.reduce((sum, v) => sum + v, 0) / values.length;
  return { mean, sd: Math.sqrt(values.reduce((sum, v) => sum + (v - mean) ** 2, 0) / values.length) };
}
