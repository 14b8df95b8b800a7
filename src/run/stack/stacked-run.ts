/** One run among others that step with it: its actor, its frames, and how it ends. */
import type { RowBlock, RowTally } from '../../kernels/kernel.ts';
import { copyTally, noRows } from '../../kernels/step-block.ts';
import { TileActor } from '../tile/actor.ts';
import { frameOf, isFramed } from '../tile/frame-of.ts';
import type { GridArrays } from '../tile/grid-arrays.ts';
import type { Transport } from '../tile/transport.ts';
import type { StackResult, StackRun } from './run-stack.ts';

export class StackedRun {
  /** Its place among the results. */
  readonly number: number;
  readonly arrays: GridArrays;
  /** Set when it has ended. */
  result: StackResult | undefined;
  /** What the kernel is to be given in this step. */
  block!: RowBlock;

  readonly #run: StackRun;
  readonly #actor: TileActor;
  readonly #kept: { readonly counts: Int32Array; readonly tally: RowTally };
  #step = 0;

  /** Takes over the arrays, whoever had them before. */
  constructor(number: number, run: StackRun, arrays: GridArrays, transport: Transport) {
    const { setup, start } = run;
    this.number = number;
    this.arrays = arrays;
    this.#run = run;
    arrays.counts.set(start.counts);
    arrays.rates.set(setup.rates);
    start.fields.forEach((field, f) => arrays.fields[f]!.set(field));
    // The run before has left its past, and if it failed, mail.
    const { past, route, arrivals, mail } = arrays;
    for (const rest of [past.counts, past.known, route, arrivals, ...mail]) rest.fill(0);
    const tile = { first: 0, last: setup.lattice.width * setup.lattice.height };
    this.#actor = new TileActor({ setup, arrays, transport, tile, meet: () => {} });
    this.#kept = { counts: start.counts.slice(), tally: noRows() };
    try {
      this.#show();
    } catch (error) {
      this.fail(error);
    }
  }

  /** All that comes before the reactions of a step. */
  before(): void {
    const { setup } = this.#run;
    try {
      this.block = this.#actor.before(this.#step, setup.routes && isFramed(setup, this.#step + 1));
    } catch (error) {
      this.fail(error);
    }
  }

  /** All that comes after them. */
  after(): void {
    try {
      this.#actor.after(this.#step);
      this.#step++;
      if (isFramed(this.#run.setup, this.#step)) this.#show();
    } catch (error) {
      this.fail(error);
    }
  }

  /** Ends this run, and no other. */
  fail(error: unknown): void {
    this.#end('failed', error);
  }

  /** Copies what a kernel changes, and puts it back. */
  keep(): void {
    this.#kept.counts.set(this.arrays.counts);
    copyTally(this.#actor.tally, this.#kept.tally);
  }
  putBack(): void {
    this.arrays.counts.set(this.#kept.counts);
    copyTally(this.#kept.tally, this.#actor.tally);
  }

  #show(): void {
    const { setup } = this.#run;
    const { arrays } = this;
    const fields = setup.fields.map((_, f) => this.#actor.field(f));
    const enough = this.#run.onFrame(frameOf(this.#run, this.#step, arrays, fields, arrays.route));
    if (this.#step === setup.steps) this.#end('finished');
    else if (enough === 'enough') this.#end('enough');
  }

  #end(status: StackResult['status'], error?: unknown): void {
    const { tally, lost } = this.#actor;
    this.result = { status, step: this.#step, tally, lost, ...(status === 'failed' ? { error } : {}) };
  }
}
