/** Which factor decides: indices of the designs that were made to tell. */
import { isCrnGridError } from '../../../errors.ts';
import { morrisDesign } from '../../../numerics/designs/morris.ts';
import { saltelliDesign } from '../../../numerics/designs/saltelli.ts';
import { type MorrisEffects, morrisEffects } from '../../../numerics/sensitivity/morris-effects.ts';
import { type SobolIndices, sobolIndices } from '../../../numerics/sensitivity/sobol-indices.ts';
import type { SweepData } from './sweep-data.ts';

export type Sensitivity =
  | { readonly kind: 'morris'; readonly effects: MorrisEffects }
  | { readonly kind: 'sobol'; readonly indices: SobolIndices; readonly noiseRemoved: boolean };

const seed = 1;

/** @returns undefined for designs that tell none, or where too few points are whole */
export function sensitivityOf(data: SweepData, measure: number): Sensitivity | undefined {
  const { design, designSeed, factors, replicates, seeds } = data.header;
  const outputs = data.outputs[measure]!;
  try {
    if (design.kind === 'morris') {
      const rows = morrisDesign(design.trajectories, factors.length, design.levels, designSeed);
      return {
        kind: 'morris',
        effects: morrisEffects(rows, pointMeans(data, outputs), { seed, which: measure }),
      };
    }
    if (design.kind !== 'saltelli') return undefined;
    const shape = saltelliDesign(design.base, factors.length, design.secondOrder, designSeed);
    // Seeds that rows share are no noise between them; those of their own would count as everybody's interaction.
    const noiseRemoved = seeds === undefined && replicates > 1;
    const noise = noiseRemoved ? 'removed' : 'kept';
    return {
      kind: 'sobol',
      noiseRemoved,
      indices: sobolIndices(shape, outputs, { seed, which: measure, replicates, noise }),
    };
  } catch (error) {
    // Too few points are whole: there is nothing to be told.
    if (isCrnGridError(error, 'ScenarioError')) return undefined;
    throw error;
  }
}

function pointMeans({ header }: SweepData, outputs: readonly (number | undefined)[]): (number | undefined)[] {
  return Array.from({ length: header.points }, (_, point) => {
    const values = outputs
      .slice(point * header.replicates, (point + 1) * header.replicates)
      .flatMap((v) => v ?? []);
    return values.length > 0 ? values.reduce((sum, v) => sum + v, 0) / values.length : undefined;
  });
}
