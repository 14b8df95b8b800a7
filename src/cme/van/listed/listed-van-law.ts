/** The law of a network over a box whose states are listed. */
import { Purpose, Stream } from '../../../numerics/streams.ts';
import { ListedLaw, type ListedLawParts } from '../../listed-law.ts';
import { firstAbove } from '../model/fit.ts';
import type { VanState } from '../state.ts';
import type { VanDiagnostics, VanLaw } from '../van-law.ts';

export interface ListedVanLawParts extends ListedLawParts {
  readonly diagnostics: VanDiagnostics;
  readonly state: VanState;
}

/** Every answer is a sum over all states; it can be the start of another solve as it is. */
export class ListedVanLaw extends ListedLaw implements VanLaw {
  readonly diagnostics: VanDiagnostics;
  readonly state: VanState;
  readonly samples = 0;
  #until: Float64Array | undefined;

  constructor({ diagnostics, state, ...listed }: ListedVanLawParts) {
    super(listed);
    this.diagnostics = diagnostics;
    this.state = state;
  }

  sample(n: number, seed: number): Int32Array {
    this.#until ??= runningSums(this.probability);
    const width = this.species.length;
    const stream = new Stream().open(seed, 0, 0, Purpose.analysis);
    const all = this.#until.at(-1)!;
    const out = new Int32Array(n * width);
    for (let b = 0; b < n; b++) {
      const s = firstAbove(this.#until, stream.uniform() * all);
      out.set(this.states.subarray(s * width, (s + 1) * width), b * width);
    }
    return out;
  }
}

function runningSums(p: Float64Array): Float64Array {
  let sum = 0;
  return p.map((v) => (sum += v));
}
