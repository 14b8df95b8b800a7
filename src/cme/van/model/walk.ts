/** A network walked through on this thread, variable by variable: each step once for each prefix. */
import type { Graph } from '../../../tensor/graph.ts';
import { openInference } from '../../../tensor/inference/inference.ts';
import type { Inference } from '../../../tensor/machine.ts';
import { writeOwn } from './features.ts';
import type { VanModel } from './model.ts';
import { stepGraphs, stepWeights } from './step-graphs.ts';

/** What a step has given for each prefix. */
export interface Reached {
  /** Not masked, shape [prefixes, classes of the variable]. */
  readonly logits: Float32Array;
  /** For the next step, by name; shape [prefixes, ·] each. */
  readonly left: Readonly<Record<string, Float32Array>>;
}

/** Prefixes of the first counts, all distinct. */
export interface Prefixes {
  readonly many: number;
  /** Row of `counts` that begins with each. */
  readonly rows: Int32Array;
  /** Shape [·, variables]. */
  readonly counts: Int32Array;
  /** Which prefix of the step before each goes on from. */
  readonly parents: Int32Array;
}

export class Walk {
  /** Floats that a prefix takes at most in one step. */
  readonly widest: number;
  readonly #model: VanModel;
  readonly #graphs: readonly Graph[];
  readonly #steps: readonly Inference[];

  constructor(model: VanModel, weights: Float32Array) {
    this.#model = model;
    this.#graphs = stepGraphs(model);
    this.#steps = this.#graphs.map((graph) =>
      openInference(graph, stepWeights(model, graph, weights), { relaxed: false }),
    );
    const taken = this.#steps.map(({ inputs, outputs }) =>
      [...Object.values(inputs), ...Object.values(outputs)].reduce((a, b) => a + b),
    );
    this.widest = Math.max(...taken);
  }

  setWeights(weights: Float32Array): void {
    this.#steps.forEach((step, i) => {
      step.setParams(stepWeights(this.#model, this.#graphs[i]!, weights));
    });
  }

  /** Step i after some prefixes of i counts; `before` is what step i − 1 has given. */
  step(i: number, prefixes: Prefixes, before: Reached | undefined): Reached {
    const { many } = prefixes;
    const { inputs, outputs } = this.#steps[i]!;
    const given: Record<string, Float32Array> = {};
    for (const [name, width] of Object.entries(inputs)) {
      const numbers = new Float32Array(many * width);
      if (name === 'own') this.#write(i - 1, i, prefixes, width, numbers);
      else if (name === 'features') this.#write(-1, i, prefixes, width, numbers);
      else gather(before!.left[name]!, prefixes, width, numbers);
      given[name] = numbers;
    }
    const { logits, ...left } = Object.fromEntries(
      Object.entries(outputs).map(([name, width]) => [name, new Float32Array(many * width)]),
    );
    this.#steps[i]!.run(given, many, { logits: logits!, ...left });
    return { logits: logits!, left };
  }

  /** Features of the variables from…to−1, the start being −1; rows of `width` numbers. */
  #write(from: number, to: number, { many, rows, counts }: Prefixes, width: number, out: Float32Array): void {
    const { features, variables } = this.#model;
    const length = variables.classes.length;
    for (let p = 0; p < many; p++)
      for (let j = from, at = p * width; j < to; j++) {
        writeOwn(features, j, counts[rows[p]! * length + j]!, out, at);
        at += j < 0 ? features.start.length : features.size[j]!;
      }
  }
}

function gather(from: Float32Array, { many, parents }: Prefixes, width: number, to: Float32Array): void {
  for (let p = 0; p < many; p++)
    for (let k = 0; k < width; k++) to[p * width + k] = from[parents[p]! * width + k]!;
}
