/**
 * The architecture parameters α of a search, one for each operation of each mixed edge;
 * an operation is taken with probability p = softmax(α) over its edge.
 *
 * Sources: Cai, Zhu & Han, ProxylessNAS, ICLR 2019, arXiv 1812.00332, equations 4 and 5;
 * Repin & Petrov, Information and Computation 2021, doi 10.1016/j.ic.2021.104788;
 * Kingma & Ba 2015, arXiv 1412.6980.
 */
import type { Paths } from './paths.ts';

/** All there is to know of them between two updates: plain data, shape [edges × operations] each. */
export interface ArchitectureState {
  readonly alphas: Float64Array;
  /** Adam's means of the gradient and its square, and how often each has moved. */
  readonly m: Float64Array;
  readonly v: Float64Array;
  readonly moves: Float64Array;
}

export function beginArchitecture(size: number): ArchitectureState {
  const zeros = () => new Float64Array(size);
  return { alphas: zeros(), m: zeros(), v: zeros(), moves: zeros() };
}

/** Probabilities of the operations of each edge. */
export function probabilitiesOf(alphas: Float64Array, operations: number): number[][] {
  return Array.from({ length: alphas.length / operations }, (_, e) => {
    const own = alphas.subarray(e * operations, (e + 1) * operations);
    const top = Math.max(...own);
    const terms = Array.from(own, (alpha) => Math.exp(alpha - top));
    const sum = terms.reduce((a, b) => a + b, 0);
    return terms.map((term) => term / sum);
  });
}

/** Mean over edges of the entropy of their operations, nats. */
export function entropyOf(probabilities: readonly (readonly number[])[]): number {
  const each = probabilities.map((p) => p.reduce((sum, x) => (x > 0 ? sum - x * Math.log(x) : sum), 0));
  return each.reduce((a, b) => a + b, 0) / each.length;
}

/** Rewards a decided edge: of each, minus half the sum of squared probabilities counts this much. */
const decidedness = 0.005;

/** What a loss of the architecture has besides that of the network. */
export interface ArchitectureTerms {
  /** Microseconds per row of each operation of each edge. */
  readonly microseconds: readonly (readonly number[])[];
  /** Nats per microsecond. */
  readonly latency: number;
}

/** −0.005 · ½ Σ p² over all edges, plus what the expected latency costs. */
export function architecturePenalty(
  probabilities: readonly (readonly number[])[],
  { microseconds, latency }: ArchitectureTerms,
): number {
  let sum = 0;
  probabilities.forEach((p, e) =>
    p.forEach((x, k) => {
      sum += -0.5 * decidedness * x * x + latency * x * microseconds[e]![k]!;
    }),
  );
  return sum;
}

/**
 * The gradient by α, 0 where a path was not touched: the chain rule through the softmax over
 * the touched operations, plus that of {@link architecturePenalty} over all.
 *
 * @param byGate  gradient of the loss by the gate of each operation of each edge
 */
export function architectureGradient(
  probabilities: readonly (readonly number[])[],
  touched: Paths['touched'],
  byGate: readonly (readonly number[])[],
  { microseconds, latency }: ArchitectureTerms,
): Float64Array {
  const operations = probabilities[0]!.length;
  const out = new Float64Array(probabilities.length * operations);
  probabilities.forEach((p, e) => {
    const mean = touched[e]!.reduce((sum, { operation, share }) => sum + share * byGate[e]![operation]!, 0);
    const slope = (k: number) => latency * microseconds[e]![k]! - decidedness * p[k]!;
    const penalty = p.reduce((sum, x, k) => sum + x * slope(k), 0);
    for (const { operation, share } of touched[e]!)
      out[e * operations + operation] =
        share * (byGate[e]![operation]! - mean) + p[operation]! * (slope(operation) - penalty);
  });
  return out;
}

const [beta1, beta2, epsilon] = [0.9, 0.999, 1e-8];

/**
 * One step of Adam down the gradient. What was not touched keeps its value, its means and,
 * where only some of an edge were touched, its probability: those that moved are shifted
 * together until they have what they had.
 */
export function moveArchitecture(
  state: ArchitectureState,
  touched: Paths['touched'],
  gradient: Float64Array,
  learningRate: number,
): ArchitectureState {
  const [alphas, m, v, moves] = [state.alphas, state.m, state.v, state.moves].map((x) => x.slice());
  const operations = alphas!.length / touched.length;
  touched.forEach((choice, e) => {
    const places = choice.map(({ operation }) => e * operations + operation);
    const before = logSumExp(places.map((at) => alphas![at]!));
    for (const at of places) {
      const g = gradient[at]!;
      const n = ++moves![at]!;
      m![at] = beta1 * m![at]! + (1 - beta1) * g;
      v![at] = beta2 * v![at]! + (1 - beta2) * g * g;
      const size = Math.sqrt(v![at]! / (1 - beta2 ** n)) + epsilon;
      alphas![at]! -= (learningRate * m![at]!) / (1 - beta1 ** n) / size;
    }
    const shift = before - logSumExp(places.map((at) => alphas![at]!));
    for (const at of places) alphas![at]! += shift;
  });
  return { alphas: alphas!, m: m!, v: v!, moves: moves! };
}

function logSumExp(x: readonly number[]): number {
  const top = Math.max(...x);
  return top + Math.log(x.reduce((sum, v) => sum + Math.exp(v - top), 0));
}
