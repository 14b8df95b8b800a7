/**
 * Initial value problems dy/dt = f(t, y): steps of controlled error, amounts that stay ≥ 0, a curve that can be
 * asked at any time, crossings, and one clear error where there is no solution to go on with.
 *
 * Deterministic: the same system and settings give the same bits. Step control: Hairer, Nørsett & Wanner,
 * Solving Ordinary Differential Equations I, §II.4.
 */
import { OdeError } from '../../errors.ts';
import { ofAmounts } from './amounts.ts';
import { type Crossing, Crossings } from './crossings.ts';
import { DormandPrince } from './methods/dormand-prince.ts';
import { Rosenbrock } from './methods/rosenbrock.ts';
import type { Stepper } from './methods/stepper.ts';
import { type FullSettings, fullSettings, type OdeSettings } from './settings.ts';
import type { OdeCalls, OdeSystem } from './system.ts';
import { Trajectory } from './trajectory.ts';

/** From where to where. */
export interface OdeSpan {
  readonly from: number;
  /** May lie before `from`: time then runs backwards. */
  readonly to: number;
  /** At `from`, shape [size]; not changed. */
  readonly state: ArrayLike<number>;
}

export interface OdeSolution {
  /** Whether it got to `to`, or to a crossing that is terminal. */
  readonly ended: 'at the end' | 'at a crossing';
  readonly t: number;
  /** At t, shape [size]. */
  readonly state: Float64Array;
  /** What was watched for and happened, in order. */
  readonly crossings: readonly Crossing[];
  readonly calls: OdeCalls;
  /**
   * The state at any time from `from` to `t`.
   *
   * @param out  shape [size]; overwritten and returned
   * @throws OdeError for other times, and where `dense` is false
   */
  at(t: number, out?: Float64Array): Float64Array;
}

/** A solver made ready for one system; it may be used again and again, one solution at a time. */
export interface OdeSolver {
  /** @throws OdeError where the solution blows up, f gives no numbers, or too many steps are needed */
  solve(span: OdeSpan): OdeSolution;
}

/**
 * Solves dy/dt = f(t, y) once.
 *
 * @throws OdeError as {@link OdeSolver.solve}, and for settings that are none
 */
export function solveOde(system: OdeSystem, task: OdeSpan & OdeSettings): OdeSolution {
  return openOde(system, task).solve(task);
}

/** @throws OdeError for settings that are none */
export function openOde(system: OdeSystem, settings: OdeSettings = {}): OdeSolver {
  return new Solver(system, fullSettings(settings, system.size));
}

/** Share of the tolerance at which a step is aimed, and by how much lengths change at most. */
const safety = 0.9;
const [least, most] = [0.2, 6];
/** The embedded result has order 4: its error goes with the fifth power of the step. */
const power = -1 / 5;

class Solver implements OdeSolver {
  readonly #system: OdeSystem;
  readonly #settings: FullSettings;
  readonly #calls: OdeCalls = { steps: 0, rejected: 0, f: 0, jacobians: 0, factorisations: 0 };
  readonly #stepper: Stepper;
  readonly #crossings: Crossings;
  readonly #error: Float64Array;
  readonly #bend: Float64Array;
  #y: Float64Array;
  #next: Float64Array;
  /** What the next step shall be, without a sign. */
  #length = 0;
  /** The last step ended where an amount was set to 0. */
  #clamped = false;

  constructor(system: OdeSystem, settings: FullSettings) {
    const { size } = system;
    const asked = settings.nonNegative.length > 0 ? ofAmounts(system, settings.nonNegative) : system;
    const Method = { rosenbrock: Rosenbrock, explicit: DormandPrince }[settings.method];
    this.#system = asked;
    this.#settings = settings;
    this.#stepper = new Method(asked, this.#calls);
    this.#crossings = new Crossings(settings.watches, size);
    this.#error = new Float64Array(size);
    this.#bend = new Float64Array(3 * size);
    this.#y = new Float64Array(size);
    this.#next = new Float64Array(size);
  }

  solve({ from, to, state }: OdeSpan): OdeSolution {
    const { watches, dense, nonNegative } = this.#settings;
    this.#reset(from, to, state);
    const curve = dense ? new Trajectory(from, this.#y, nonNegative) : undefined;
    const crossings: Crossing[] = [];
    this.#crossings.begin(from, this.#y);
    let t = from;
    let ended: OdeSolution['ended'] = 'at the end';
    if (to !== from) this.#length = this.#firstLength(from, to, this.#begin(from, false));
    while (t !== to && ended === 'at the end') {
      const there = this.#advance(t, to);
      if (dense || watches.length > 0) this.#stepper.bend(this.#next, this.#bend);
      const found =
        watches.length > 0 ? this.#crossings.find(t, there - t, this.#y, this.#next, this.#bend) : [];
      crossings.push(...found);
      const last = found.at(-1);
      if (last && watches[last.watch]!.terminal) ended = 'at a crossing';
      const end = ended === 'at a crossing' ? last!.t : there;
      curve?.push(there, this.#next, this.#bend, end);
      [this.#y, this.#next] = [this.#next, this.#y];
      if (end !== there) this.#y.set(last!.state);
      t = end;
      if (t !== to && ended === 'at the end') this.#begin(t, !this.#clamped);
    }
    return {
      ...{ ended, t, state: this.#y.slice(), crossings, calls: { ...this.#calls } },
      at: (when, out) => {
        if (!curve) throw new OdeError('ode', 'the curve was not kept', 'Leave out `dense: false`.', t);
        return curve.at(when, out);
      },
    };
  }

  #reset(from: number, to: number, state: ArrayLike<number>): void {
    const { size } = this.#system;
    if (!(Number.isFinite(from) && Number.isFinite(to)))
      throw new OdeError('ode', `it shall be solved from ${from} to ${to}`, 'Give finite times.');
    if (state.length !== size)
      throw new OdeError('ode', `the state has ${state.length} numbers`, `Give ${size}.`);
    for (const name of Object.keys(this.#calls) as (keyof OdeCalls)[]) this.#calls[name] = 0;
    this.#y.set(state);
    const wrong = this.#y.findIndex((y) => !Number.isFinite(y));
    if (wrong >= 0)
      throw new OdeError('ode', `variable ${wrong} is ${state[wrong]} at the start`, 'Give finite numbers.');
    const negative = this.#settings.nonNegative.find((i) => state[i]! < 0);
    if (negative !== undefined)
      throw new OdeError('ode', `variable ${negative} is ${state[negative]} at the start`, 'Give 0 or more.');
  }

  #begin(t: number, continued: boolean): Float64Array {
    const slope = this.#stepper.begin(t, this.#y, continued);
    const wrong = slope.findIndex((v) => !Number.isFinite(v));
    if (wrong >= 0)
      throw new OdeError(
        'ode',
        `the slope of variable ${wrong} is ${slope[wrong]} at t = ${t}`,
        'Make the equations finite for every state that can be reached.',
        t,
      );
    return slope;
  }

  /** The first step: one along the slope changes the state by a hundredth of its size, and by how the slope changes. */
  #firstLength(from: number, to: number, slope: Float64Array): number {
    const { firstStep, longestStep } = this.#settings;
    const whole = Math.abs(to - from);
    if (firstStep !== undefined) return Math.min(firstStep, whole);
    const [size, speed] = [this.#norm(this.#y), this.#norm(slope)];
    const guess = Math.min(
      size > 1e-5 && speed > 1e-5 ? (0.01 * size) / speed : 1e-6 * whole,
      whole,
      longestStep,
    );
    const h = to < from ? -guess : guess;
    const [y, next, error] = [this.#y, this.#next, this.#error];
    for (let i = 0; i < y.length; i++) next[i] = y[i]! + h * slope[i]!;
    for (const i of this.#settings.nonNegative) next[i] = Math.max(0, next[i]!);
    this.#system.f(from + h, next, error);
    this.#calls.f++;
    for (let i = 0; i < y.length; i++) error[i]! -= slope[i]!;
    const bending = this.#norm(error) / guess;
    const steepest = Math.max(speed, bending);
    const length = steepest > 1e-15 ? (0.01 / steepest) ** (1 / 6) : whole;
    return Number.isFinite(length) ? Math.min(100 * guess, length, whole) : guess;
  }

  /** Takes one step from t, into the next state. @returns where it ends */
  #advance(t: number, to: number): number {
    const { longestStep, mostSteps } = this.#settings;
    const [way, left] = [to < t ? -1 : 1, Math.abs(to - t)];
    let growth = most;
    for (;;) {
      const wanted = Math.min(this.#length, longestStep);
      // A rest that is hardly longer is taken along.
      const length = wanted * 1.0001 >= left ? left : wanted;
      this.#checkLength(t, length, left);
      if (this.#calls.steps + this.#calls.rejected >= mostSteps) this.#giveUp(t, mostSteps);
      const ready = this.#stepper.attempt(way * length, this.#next, this.#error);
      const error = ready ? this.#errorNorm() : Number.POSITIVE_INFINITY;
      if (error <= 1 && this.#settle()) {
        this.#calls.steps++;
        this.#length = length * Math.min(growth, Math.max(least, safety * error ** power));
        const there = length === left ? to : t + way * length;
        this.#checkBound(there);
        return there;
      }
      this.#calls.rejected++;
      growth = 1;
      this.#length = length * (error <= 1 ? 0.5 : Math.max(least, safety * error ** power));
    }
  }

  /** Sets amounts that are hardly below 0 to 0. @returns false where one is farther below */
  #settle(): boolean {
    const { nonNegative, atol } = this.#settings;
    const next = this.#next;
    this.#clamped = false;
    for (const i of nonNegative) if (next[i]! < -atol[i]!) return false;
    for (const i of nonNegative)
      if (next[i]! < 0) {
        next[i] = 0;
        this.#clamped = true;
      }
    return true;
  }

  /** Error over tolerance, root mean square; infinite where it is no number. */
  #errorNorm(): number {
    const { rtol, atol } = this.#settings;
    const [y, next, error] = [this.#y, this.#next, this.#error];
    let sum = 0;
    for (let i = 0; i < y.length; i++) {
      const share = error[i]! / (atol[i]! + rtol * Math.max(Math.abs(y[i]!), Math.abs(next[i]!)));
      sum += share * share;
    }
    const norm = Math.sqrt(sum / y.length);
    return Number.isNaN(norm) ? Number.POSITIVE_INFINITY : norm;
  }

  /** Size of something in tolerances at the present state, root mean square. */
  #norm(v: Float64Array): number {
    const { rtol, atol } = this.#settings;
    let sum = 0;
    for (let i = 0; i < v.length; i++) sum += (v[i]! / (atol[i]! + rtol * Math.abs(this.#y[i]!))) ** 2;
    return Math.sqrt(sum / v.length);
  }

  #checkLength(t: number, length: number, left: number): void {
    // So short a step is lost in the rounding of the time.
    if (length >= Math.min(left, Math.max(2 ** -48 * Math.abs(t), 1e-30 * left))) return;
    const [largest, value] = this.#largest(this.#y);
    throw new OdeError(
      'ode',
      `steps became as short as ${length.toPrecision(2)} at t = ${t}, where variable ${largest} is ${value}`,
      'The solution blows up here, or the equations jump: end before, or set `bound` to be told earlier.',
      t,
    );
  }

  #checkBound(t: number): void {
    const [largest, value] = this.#largest(this.#next);
    if (Math.abs(value) <= this.#settings.bound) return;
    throw new OdeError(
      'ode',
      `variable ${largest} is ${value} at t = ${t}, beyond the bound of ${this.#settings.bound}`,
      'The solution blows up: end before, or start elsewhere.',
      t,
    );
  }

  #giveUp(t: number, mostSteps: number): never {
    const stiff = this.#settings.method === 'explicit' ? 'Take `rosenbrock`' : 'Grant larger errors';
    throw new OdeError(
      'ode',
      `${mostSteps} steps were not enough: t = ${t} was reached`,
      `${stiff}, or raise \`mostSteps\`.`,
      t,
    );
  }

  #largest(y: Float64Array): [variable: number, value: number] {
    let at = 0;
    for (let i = 1; i < y.length; i++) if (Math.abs(y[i]!) > Math.abs(y[at]!)) at = i;
    return [at, y[at] ?? 0];
  }
}
