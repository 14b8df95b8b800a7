/** The curve of a solution, evaluable at any time that was reached. */
import { OdeError } from '../../errors.ts';
import { onCurve } from './methods/stepper.ts';

export class Trajectory {
  /** Where steps ended, the start first; falling where time ran backwards. */
  readonly #times: number[];
  readonly #states: Float64Array[];
  readonly #bends: Float64Array[] = [];
  readonly #nonNegative: readonly number[];
  #end: number;

  /** @param nonNegative  variables whose curve is cut off at 0 */
  constructor(t: number, y: Float64Array, nonNegative: readonly number[]) {
    this.#times = [t];
    this.#states = [y.slice()];
    this.#nonNegative = nonNegative;
    this.#end = t;
  }

  /**
   * Adds a step to (t, y).
   *
   * @param bend  as a `Stepper` gives it
   * @param end   where in the step the solution ends. Default t
   */
  push(t: number, y: Float64Array, bend: Float64Array, end = t): void {
    this.#times.push(t);
    this.#end = end;
    this.#states.push(y.slice());
    this.#bends.push(bend.slice());
  }

  /**
   * The state at a time, to about the accuracy of the steps.
   *
   * @param out  shape [size]; overwritten and returned
   * @throws OdeError for a time that was not reached
   */
  at(t: number, out: Float64Array = new Float64Array(this.#states[0]!.length)): Float64Array {
    const times = this.#times;
    const [from, to] = [times[0]!, this.#end];
    if (!(t >= Math.min(from, to) && t <= Math.max(from, to)))
      throw new OdeError('ode', `t = ${t} was not reached`, `Ask for times from ${from} to ${to}.`, to);
    const backwards = to < from;
    let [low, high] = [0, times.length - 1];
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (backwards ? times[middle]! >= t : times[middle]! <= t) low = middle;
      else high = middle;
    }
    if (high === low) return set(out, this.#states[low]!);
    const theta = (t - times[low]!) / (times[high]! - times[low]!);
    onCurve(theta, this.#states[low]!, this.#states[high]!, this.#bends[low]!, out);
    for (const i of this.#nonNegative) if (out[i]! < 0) out[i] = 0;
    return out;
  }
}

function set(out: Float64Array, state: Float64Array): Float64Array {
  out.set(state);
  return out;
}
