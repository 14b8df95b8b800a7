/**
 * The law of the `van` head: one coordinate after another, each told what those before it did,
 *
 *   q(z|x) = Π_i Σ_k π_ik p_ik(z_i),   (log π_i, location_i, scale_i) = V_i h_i + v_i,
 *   h_i = swish( a_i(x) + Σ_{j<i} U_ij φ(z_j) )
 *
 * where the network puts out a(x) once for a row, and φ(z_j) is how far coordinate j went from its
 * base, in its scales, whether it went to either end of its interval, and, where it is counted event by
 * event, one number for each of a few moves: a table to look things up in. Bells p_ik
 * are those of the `counts` head (`../mixture/law.ts`), their common shear is too. So it is normalised and
 * exact on support for any weights, and a joint law of several humps takes no more bells
 * than each coordinate has once those before it are known.
 *
 * Sources: autoregressive heads of a shared hidden layer, Larochelle & Murray, AISTATS 2011; as the law of
 * a reaction network, Tang, Weng & Zhang, Nat. Mach. Intell. 5, 2023, doi 10.1038/s42256-023-00632-6. Theirs is
 * of all states at one time; ours is of a step from any state, and learned by maximum likelihood.
 */
import { KernelError } from '../../../../errors.ts';
import type { CountsScaling } from '../../../abstraction.ts';
import type { HeadSpec } from '../../shape/shape.ts';
import { logMass } from '../integer/bell.ts';
import { logSum } from '../integer/logistic.ts';
import type { Bells, MoveLaw, PlacedMove } from '../integer/move-law.ts';
import { shearOf } from '../integer/shear.ts';
import { leastScale, scaleRange } from '../mixture/graph.ts';
import {
  type CoordinatePlace,
  countedMoves,
  decoderPlaces,
  farthest,
  sizeOf,
  toldPlaces,
  type VanColumns,
  vanColumns,
} from './decoder.ts';

export class VanLaw implements MoveLaw {
  readonly outputWidth: number;
  readonly gate: number;
  readonly #rank: number;
  readonly #counted: readonly boolean[];
  readonly #components: number;
  readonly #decoder: number;
  readonly #columns: VanColumns;
  readonly #home: readonly number[];
  readonly #spread: readonly number[];
  readonly #weights: Float32Array | undefined;
  readonly #places: readonly CoordinatePlace[];
  readonly #hidden: Float64Array;
  /** Of the coordinate at hand: logits, locations, scales; then the log-mass by component. */
  readonly #answer: Float64Array;
  readonly #mass: Float64Array;
  /** φ of the coordinates before the one at hand, see `toldPlaces`. */
  readonly #told: Float64Array;
  readonly #toldPlaces: readonly number[];

  constructor(
    head: Extract<HeadSpec, { kind: 'van' }>,
    scaling: Pick<CountsScaling, 'anchor' | 'home' | 'spread'>,
    weights: Float32Array | undefined,
  ) {
    const size = sizeOf(head, scaling);
    const { rank, counted, components, decoder } = size;
    this.#rank = rank;
    this.#counted = counted;
    this.#toldPlaces = toldPlaces(size);
    this.#components = components;
    this.#decoder = decoder;
    this.#home = scaling.home;
    this.#spread = scaling.spread;
    this.#weights = weights;
    this.#places = decoderPlaces(size, weights?.length ?? 0);
    this.#columns = vanColumns(size);
    this.outputWidth = this.#columns.width;
    this.gate = this.#columns.gate;
    this.#hidden = new Float64Array(decoder);
    this.#answer = new Float64Array(3 * components);
    this.#mass = new Float64Array(components);
    this.#told = new Float64Array(this.#toldPlaces.at(-1)!);
  }

  logProb(output: Float32Array, o: number, move: PlacedMove): number {
    const c = this.#components;
    const mass = this.#mass;
    let log = 0;
    for (let i = 0; i < this.#rank; i++) {
      this.#decode(output, o, i, move);
      const total = logSum(this.#answer, 0, c);
      const z = move.z[i]!;
      const shear = shearOf(output, o + this.#columns.shear, i, move);
      for (let k = 0; k < c; k++) {
        const [centre, width] = this.#bell(move, shear, i, k);
        const inside = logMass(
          z === move.low[i] ? Number.NEGATIVE_INFINITY : (z - 0.5 - centre) / width,
          z === move.high[i] ? Number.POSITIVE_INFINITY : (z + 0.5 - centre) / width,
        );
        mass[k] = this.#answer[k]! - total + inside;
      }
      log += logSum(mass, 0, c);
    }
    return log;
  }

  bells(output: Float32Array, o: number, move: PlacedMove): Bells[] {
    const components = Array.from({ length: this.#components }, (_, k) => k);
    return Array.from({ length: this.#rank }, (_, i) => {
      this.#decode(output, o, i, move);
      const total = logSum(this.#answer, 0, components.length);
      const shear = shearOf(output, o + this.#columns.shear, i, move);
      const bells = components.map((k) => this.#bell(move, shear, i, k));
      return {
        weights: components.map((k) => Math.exp(this.#answer[k]! - total)),
        centres: bells.map(([centre]) => centre),
        widths: bells.map(([, width]) => width),
      };
    });
  }

  /** Sets what the decoder answers for coordinate i, given those before it. */
  #decode(output: Float32Array, o: number, i: number, { z, low, high, base, scale, at }: PlacedMove): void {
    const weights = this.#weights;
    if (!weights)
      throw new KernelError('van kernel', 'its law has no weights', 'Give the whole abstraction.');
    const place = this.#places[i]!;
    const h = this.#decoder;
    const told = this.#toldPlaces[i]!;
    for (let j = 0; j < i; j++) {
      const lean = (z[j]! - base[at + j]!) / scale[at + j]!;
      let t = this.#toldPlaces[j]!;
      this.#told[t++] = Math.min(Math.max(lean, -farthest), farthest);
      this.#told[t++] = z[j] === low[j] ? 1 : 0;
      this.#told[t++] = z[j] === high[j] ? 1 : 0;
      if (this.#counted[j]) for (const by of countedMoves) this.#told[t++] = z[j] === by ? 1 : 0;
    }
    for (let u = 0; u < h; u++) {
      let sum: number = output[o + this.#columns.hidden + i * h + u]!;
      for (let t = 0; t < told; t++) sum += this.#told[t]! * weights[place.lean + t * h + u]!;
      this.#hidden[u] = sum / (1 + Math.exp(-sum));
    }
    const width = this.#answer.length;
    for (let n = 0; n < width; n++) {
      let sum: number = weights[place.bias + n]!;
      for (let u = 0; u < h; u++) sum += this.#hidden[u]! * weights[place.weights + u * width + n]!;
      this.#answer[n] = sum;
    }
  }

  /** Centre and standard deviation of bell k of the coordinate that was decoded. */
  #bell(move: PlacedMove, shear: number, i: number, k: number): [number, number] {
    const c = this.#components;
    const own = i * c + k;
    const scale = move.scale[move.at + i]!;
    const growth = this.#spread[own]! + scaleRange * Math.tanh(this.#answer[2 * c + k]! / scaleRange);
    return [
      move.base[move.at + i]! + this.#home[own]! + scale * this.#answer[c + k]! + shear,
      scale * Math.exp(growth) + leastScale,
    ];
  }
}
