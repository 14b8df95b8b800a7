/**
 * Cost, gradient and JᵀJ of a fit at its present weights. The cost is the loss plus the
 * penalty on beta: half of nothing is dropped, so at a perfect fit it is 0.
 */
import { BatchField } from '../field/batch.ts';
import type { Targets } from '../field/loss.ts';
import type { FreeWeights } from './free-weights.ts';
import { LaggedBatch, type Moving } from './lagged-batch.ts';
import { type FitProblem, largestTarget } from './problem.ts';

/** Points whose derivatives are held at a time. */
const chunk = 64;
/** Rows that are added to JᵀJ at a time: each of its numbers is then loaded once for all of them. */
const depth = 4;

export class NormalEquations {
  /** Shape [free, free], the lower half; of the last {@link build}. */
  readonly matrix: Float64Array;
  /** Shape [free]: half the gradient of the cost. */
  readonly gradient: Float64Array;
  readonly #free: FreeWeights;
  readonly #field: BatchField | LaggedBatch;
  readonly #pieces: readonly Piece[];
  readonly #penalty: number;
  readonly #root: readonly Float64Array[];
  readonly #values: Float64Array;
  readonly #jacobian: Float64Array;
  readonly #slopes: Float64Array;
  readonly #outputs: readonly Output[];

  constructor(problem: FitProblem, free: FreeWeights) {
    const { lag } = problem;
    this.#free = free;
    this.#field = lag ? new LaggedBatch(free.weights, lag.mu) : new BatchField(free.weights);
    const q = this.#field.outputs;
    this.#pieces = pieces(problem, q);
    this.#root = roots(problem, this.#pieces, q);
    const largest = largestTarget(problem.data) || 1;
    this.#penalty = problem.betaPenalty / (largest * largest);
    this.matrix = new Float64Array(free.length * free.length);
    this.gradient = new Float64Array(free.length);
    this.#values = new Float64Array(chunk * q);
    this.#jacobian = new Float64Array(chunk * q * free.weights.vector.length);
    this.#slopes = new Float64Array(free.length);
    this.#outputs = Array.from({ length: q }, (_, i) => output(free, i));
  }

  /** The cost alone; NaN or infinite where weights have run away. */
  cost(): number {
    let cost = this.#penaltyCost();
    this.#pieces.forEach((piece, c) => {
      this.#field.values(piece, this.#values);
      const root = this.#root[c]!;
      for (let r = 0; r < root.length; r++) {
        const miss = root[r]! * (this.#values[r]! - piece.target[r]!);
        cost += miss * miss;
      }
    });
    return cost;
  }

  /** Cost, {@link gradient} and {@link matrix}. @returns the cost */
  build(): number {
    const [width, q] = [this.#free.weights.vector.length, this.#field.outputs];
    this.#free.slopes(this.#slopes);
    this.matrix.fill(0);
    this.gradient.fill(0);
    for (const one of this.#outputs) one.begin();
    let cost = this.#penaltyCost();
    this.#pieces.forEach((piece, c) => {
      this.#field.jacobian(piece, this.#jacobian, this.#values);
      const root = this.#root[c]!;
      for (let r = 0; r < root.length; r++) {
        const miss = root[r]! * (this.#values[r]! - piece.target[r]!);
        cost += miss * miss;
        this.#outputs[r % q]!.add(this.#jacobian, r * width, root[r]!, miss);
      }
    });
    for (const one of this.#outputs) one.end(this.matrix, this.gradient, this.#slopes);
    this.#addPenalty();
    return cost;
  }

  #penaltyCost(): number {
    return this.#free.weights.beta.reduce((sum, beta) => sum + this.#penalty * beta * beta, 0);
  }

  #addPenalty(): void {
    const { betaAt, beta } = this.#free.weights;
    this.#free.columns.forEach((column, k) => {
      if (column < betaAt || column >= betaAt + beta.length) return;
      const slope = this.#slopes[k]!;
      this.matrix[k * this.#free.length + k]! += this.#penalty * slope * slope;
      this.gradient[k]! += this.#penalty * this.#free.weights.vector[column]! * slope;
    });
  }
}

/** Sums over the rows of one output, which few of alpha and beta move: only those that do are looked at. */
interface Output {
  begin(): void;
  add(jacobian: Float64Array, at: number, root: number, miss: number): void;
  end(matrix: Float64Array, gradient: Float64Array, slopes: Float64Array): void;
}

function output(free: FreeWeights, i: number): Output {
  const { alphaAt, betaAt, executive, alpha } = free.weights;
  const m = executive > 0 ? alpha.length / executive : 0;
  const places = Array.from(free.columns.keys()).filter((k) => {
    const column = free.columns[k]!;
    if (column >= betaAt) return column === betaAt + i;
    return column < alphaAt || Math.floor((column - alphaAt) / m) === i;
  });
  const columns = Int32Array.from(places, (k) => free.columns[k]!);
  const n = columns.length;
  const rows = new Float64Array(depth * n);
  const misses = new Float64Array(depth);
  const [matrix, gradient] = [new Float64Array(n * n), new Float64Array(n)];
  let filled = 0;
  const flush = (): void => {
    rows.fill(0, filled * n);
    misses.fill(0, filled);
    for (let a = 0; a < n; a++) {
      const [u, v, w, z] = [rows[a]!, rows[n + a]!, rows[2 * n + a]!, rows[3 * n + a]!];
      gradient[a]! += u * misses[0]! + v * misses[1]! + w * misses[2]! + z * misses[3]!;
      const at = a * n;
      for (let b = 0; b <= a; b++)
        matrix[at + b]! += u * rows[b]! + v * rows[n + b]! + w * rows[2 * n + b]! + z * rows[3 * n + b]!;
    }
    filled = 0;
  };
  return {
    begin() {
      matrix.fill(0);
      gradient.fill(0);
      filled = 0;
    },
    add(jacobian, from, root, miss) {
      const at = filled * n;
      for (let a = 0; a < n; a++) rows[at + a] = root * jacobian[from + columns[a]!]!;
      misses[filled++] = miss;
      if (filled === depth) flush();
    },
    end(whole, slope, slopes) {
      if (filled > 0) flush();
      for (let a = 0; a < n; a++) {
        const k = places[a]!;
        slope[k]! += gradient[a]! * slopes[k]!;
        for (let b = 0; b <= a; b++)
          whole[k * free.length + places[b]!]! += matrix[a * n + b]! * slopes[k]! * slopes[places[b]!]!;
      }
    },
  };
}

type Piece = Targets & Moving;

function pieces({ data, executive: n, parameters: l, lag }: FitProblem, q: number): Piece[] {
  const { rows, x, lambda, target } = data;
  return Array.from({ length: Math.ceil(rows / chunk) }, (_, c) => {
    const [from, to] = [c * chunk, Math.min(rows, (c + 1) * chunk)];
    return {
      rows: to - from,
      x: x.subarray(from * n, to * n),
      lambda: lambda.subarray(from * l, to * l),
      target: target.subarray(from * q, to * q),
      flow: (lag?.flow ?? target).subarray(from * n, to * n),
    };
  });
}

/** √ of the weight of every value, so that squares of weighted misses add up to the loss. */
function roots({ data, loss }: FitProblem, all: readonly Piece[], q: number): Float64Array[] {
  let total = 0;
  for (let p = 0; p < data.rows; p++) total += data.weight ? data.weight[p]! : 1;
  let first = 0;
  return all.map((piece) => {
    const from = first;
    first += piece.rows;
    return Float64Array.from({ length: piece.rows * q }, (_, r) => {
      const weight = data.weight ? data.weight[from + Math.floor(r / q)]! : 1;
      const per = loss === 'relative' ? Math.abs(piece.x[r]!) : 1;
      return Math.sqrt(weight / (total * q)) / per;
    });
  });
}
