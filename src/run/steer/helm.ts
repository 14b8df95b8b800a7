/**
 * Who steers a run: holds it, lets it go on, changes it. The tiles come to a halt where they are wished to, all
 * before the same step, and while they wait the main thread has their state for itself. A run that nobody
 * steers never halts, and pays nothing for it.
 */
import { ScenarioError } from '../../errors.ts';
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { Change, Intervention } from '../../record/intervention.ts';
import type { Setup } from '../scenario/setup.ts';
import { type Control, Wish } from '../tile/control.ts';
import { applyChange, type GridState, ratesBefore } from './apply-change.ts';
import { checkChange, scheduleOf } from './check-change.ts';

export interface HelmOptions {
  readonly setup: Setup;
  readonly abstraction?: Abstraction | undefined;
  readonly interventions?: readonly Intervention[] | undefined;
  readonly onIntervention?: ((all: readonly Intervention[]) => Promise<void> | void) | undefined;
}

interface Pending {
  readonly change: Change;
  resolve(made: Intervention): void;
  reject(error: unknown): void;
}

export class Helm {
  /** Wall seconds for which the run was held. */
  secondsHeld = 0;
  readonly #options: HelmOptions;
  /** By step. */
  #interventions: readonly Intervention[];
  #pending: Pending[] = [];
  #control: Control | undefined;
  #state: GridState | undefined;
  #from = 0;
  /** The state with what is changed at this halt: given to the tiles when they go on, and to nobody if they do not. */
  #draft: GridState | undefined;
  #pausing = false;
  #stopping = false;
  /** Frames that a run which is held, or about to be, is still to go past. */
  #ahead = 0;
  /** Step at which the run is held. */
  #heldAt: number | undefined;
  /** Step at which the run has ended. */
  #endedAt: number | undefined;
  #waiting: ((step: number) => void)[] = [];
  #nudge: () => void = () => {};

  /** @throws ScenarioError  an intervention that does not fit the run */
  constructor(options: HelmOptions) {
    this.#options = options;
    this.#interventions = scheduleOf(options.setup, options.interventions ?? [], options.abstraction);
  }

  get interventions(): readonly Intervention[] {
    return this.#interventions;
  }

  get heldAt(): number | undefined {
    return this.#heldAt;
  }

  /** The state in which the run is held, changes included; undefined where it is not held. */
  get present(): GridState | undefined {
    return this.#heldAt === undefined ? undefined : (this.#draft ?? this.#state);
  }

  pause(): Promise<number> {
    this.#pausing = true;
    return this.#halted();
  }

  resume(): void {
    this.#pausing = false;
    this.#ahead = 0;
    this.#moved();
  }

  stepOnce(): Promise<number> {
    // One more for each time that it is called: a run that is on its way to a frame goes on to the one after it.
    if (this.#pausing) this.#ahead++;
    this.#pausing = true;
    this.#heldAt = undefined;
    return this.#halted();
  }

  stop(): void {
    this.#stopping = true;
    this.#moved();
  }

  intervene(change: Change): Promise<Intervention> {
    return new Promise((resolve, reject) => {
      checkChange(this.#options.setup, change, this.#options.abstraction);
      if (this.#endedAt !== undefined) throw this.#over();
      this.#pending.push({ change, resolve, reject });
      this.#moved();
    });
  }

  /** Takes the helm of tiles that have not begun, before step `from`. */
  take(control: Control, state: GridState, from: number): void {
    this.#control = control;
    this.#state = state;
    this.#from = from;
    ratesBefore(this.#options.setup, state.rates, this.#interventions, from);
    const atOnce = this.#wish() !== Wish.none || this.#dueAt(from).length > 0;
    control.haltAt(atOnce ? from : this.#nextFrom(from));
  }

  /**
   * Answers every halt until the run is over.
   *
   * @throws ScenarioError  an intervention that does not fit the state
   */
  async serve(over: () => boolean): Promise<void> {
    const control = this.#control!;
    for (let halt = 1; await control.awaitHalt(halt, over); halt++)
      await this.#hold(control, control.haltedAt);
  }

  /** The run is over, at a step. Calling it again does nothing. */
  end(step: number): void {
    if (this.#endedAt !== undefined) return;
    this.#endedAt = step;
    this.#heldAt = undefined;
    for (const tell of this.#waiting.splice(0)) tell(step);
    for (const { reject } of this.#pending.splice(0)) reject(this.#over());
  }

  async #hold(control: Control, step: number): Promise<void> {
    const { setup } = this.#options;
    const state = this.#state!;
    for (const change of this.#dueAt(step)) applyChange(setup, this.#open(), change);
    const atFrame = step % setup.every === 0 || step === this.#from;
    while (!this.#stopping) {
      if (this.#pending.length > 0) {
        await this.#makePending(step);
        continue;
      }
      if (!this.#pausing || !atFrame || this.#ahead > 0) break;
      this.#heldAt = step;
      const began = performance.now();
      for (const tell of this.#waiting.splice(0)) tell(step);
      await new Promise<void>((resolve) => {
        this.#nudge = resolve;
      });
      this.secondsHeld += (performance.now() - began) / 1000;
    }
    if (atFrame && this.#ahead > 0) this.#ahead--;
    this.#heldAt = undefined;
    if (!this.#stopping) {
      if (this.#draft) copyState(this.#draft, state);
      control.haltAt(this.#nextFrom(step + 1));
    }
    this.#draft = undefined;
    control.wish(this.#wish());
    control.answer(!this.#stopping);
  }

  /** Makes the changes that were asked for, each on its own: one that does not fit the state is not made. */
  async #makePending(step: number): Promise<void> {
    const made: Pending[] = [];
    for (const asked of this.#pending.splice(0)) {
      try {
        applyChange(this.#options.setup, this.#open(), asked.change);
        made.push(asked);
      } catch (error) {
        asked.reject(error);
      }
    }
    if (made.length === 0) return;
    const added = made.map(({ change }): Intervention => ({ step, ...change }));
    const later = this.#interventions.filter((i) => i.step > step);
    const before = this.#interventions.slice(0, this.#interventions.length - later.length);
    this.#interventions = [...before, ...added, ...later];
    try {
      await this.#options.onIntervention?.(this.#interventions);
    } catch (error) {
      for (const { reject } of made) reject(error);
      throw error;
    }
    made.forEach(({ resolve }, i) => resolve(added[i]!));
  }

  #dueAt(step: number): readonly Intervention[] {
    return this.#interventions.filter((i) => i.step === step);
  }

  /** The first step from `step` on before which something is scheduled, if any. */
  #nextFrom(step: number): number | undefined {
    return this.#interventions.find((i) => i.step >= step)?.step;
  }

  #open(): GridState {
    this.#draft ??= copyOf(this.#state!);
    return this.#draft;
  }

  #wish(): number {
    if (this.#stopping || this.#pending.length > 0) return Wish.nextStep;
    return this.#pausing ? Wish.nextFrame : Wish.none;
  }

  /** Something is asked for. */
  #moved(): void {
    this.#control?.wish(this.#wish());
    this.#nudge();
  }

  #halted(): Promise<number> {
    const step = this.#heldAt ?? this.#endedAt;
    if (step !== undefined) return Promise.resolve(step);
    return new Promise((resolve) => {
      this.#waiting.push(resolve);
      this.#moved();
    });
  }

  #over(): ScenarioError {
    return new ScenarioError(
      `run of "${this.#options.setup.name}"`,
      `it has ended at step ${this.#endedAt}`,
      'Fork it from an earlier frame to change what comes after.',
    );
  }
}

function copyOf({ counts, past, rates, fields }: GridState): GridState {
  return {
    counts: counts.slice(),
    past: { counts: past.counts, known: past.known.slice() },
    rates: rates.slice(),
    fields: fields.map((field) => field.slice()),
  };
}

function copyState(from: GridState, to: GridState): void {
  to.counts.set(from.counts);
  to.past.known.set(from.past.known);
  to.rates.set(from.rates);
  from.fields.forEach((field, f) => to.fields[f]!.set(field));
}
