/**
 * Where a start begins: inputs of standard size, so that perceptrons bend inside the data
 * whatever its unit. A function of its seed alone.
 */
import { Purpose, Stream } from '../../../numerics/streams.ts';
import { type LayerParts, type Rncrn, rncrn } from '../model.ts';
import { gammaFloor } from './free-weights.ts';
import type { FitProblem } from './problem.ts';

/** Levels of lower layers are about this large, and vary as much. */
const usualLevel = 1;

/** First weights of start number `start`. tau = 1, gamma = 1.1; the model's mu is 1 and means nothing yet. */
export function initialModel(problem: FitProblem, seed: number, start: number): Rncrn {
  const { data, executive: n, parameters: l, layers, firstBeta } = problem;
  const stream = new Stream().open(seed, 0, start, Purpose.initialise);
  const [x, lambda] = [spread(data.x, data.rows, n), spread(data.lambda, data.rows, l)];
  let width = 0;
  const made = layers.map((m, i): LayerParts => {
    const [omega, psi, phi, theta]: number[][] = [[], [], [], []];
    for (let j = 0; j < m; j++) {
      let centre = 0;
      const draw = ({ mean, deviation }: Spread, into: number[]) =>
        mean.forEach((middle, k) => {
          const weight = stream.normal() / deviation[k]!;
          into.push(weight);
          centre += weight * middle;
        });
      // A layer above the lowest reads the layer below alone.
      if (i === 0) {
        draw(x, omega!);
        draw(lambda, psi!);
      } else draw(uniform(width), phi!);
      theta!.push(stream.normal() - centre);
    }
    width = m;
    const zeros = (length: number) => new Float64Array(length);
    return {
      omega: i === 0 ? omega! : zeros(m * n),
      psi: i === 0 ? psi! : zeros(m * l),
      phi: phi!,
      theta: theta!,
      gamma: new Float64Array(m).fill(gammaFloor + 1),
      mu: 1,
    };
  });
  const alpha = Float64Array.from({ length: n * width }, () => stream.normal());
  return rncrn({
    ...made.at(-1)!,
    alpha,
    beta: new Float64Array(n).fill(firstBeta),
    parameters: l,
    below: made.slice(0, -1),
  });
}

interface Spread {
  readonly mean: readonly number[];
  readonly deviation: readonly number[];
}

function uniform(width: number): Spread {
  const each = new Array<number>(width).fill(usualLevel);
  return { mean: each, deviation: each };
}

/** Mean and standard deviation of every column; 1 for a column that does not vary. */
function spread(values: Float64Array, rows: number, columns: number): Spread {
  const [mean, deviation] = [new Array<number>(columns).fill(0), new Array<number>(columns).fill(0)];
  for (let p = 0; p < rows; p++)
    for (let k = 0; k < columns; k++) mean[k]! += values[p * columns + k]! / rows;
  for (let p = 0; p < rows; p++)
    for (let k = 0; k < columns; k++) deviation[k]! += (values[p * columns + k]! - mean[k]!) ** 2 / rows;
  return { mean, deviation: deviation.map((variance) => Math.sqrt(variance) || 1) };
}
