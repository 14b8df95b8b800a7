/** What a thread of a crew is asked to do, and how it does it. */
import type { Network } from '../../crn/network.ts';
import type { Kernel, RowKernel } from '../../kernels/kernel.ts';
import { openKernel } from '../../kernels/open-kernel.ts';
import { openSsa } from '../../kernels/ssa.ts';
import type { Transitions } from '../data/examples.ts';
import { drawStarts, type StartDesign, type Starts, sliceStarts } from '../data/starts.ts';
import { drawTransitions, type TransitionOptions } from '../data/transitions.ts';
import { type ChainsWork, runChains } from './chains.ts';

export interface StartsWork {
  readonly kind: 'starts';
  readonly design: Omit<StartDesign, 'network'>;
  readonly rows: number;
  readonly first: number;
}

export interface TransitionsWork {
  readonly kind: 'transitions';
  readonly starts: Starts;
  readonly options: Omit<TransitionOptions, 'network' | 'ssa'>;
}

/** One exact step from each start, to count its events. */
export interface EventsWork {
  readonly kind: 'events';
  readonly starts: Starts;
  /** Where the starts have no steps of their own. */
  readonly dt: number;
  readonly seed: number;
  readonly firstAgent: number;
}

export type Work = StartsWork | TransitionsWork | EventsWork | ChainsWork;

/** What comes of each kind of work. */
export type Result<W extends Work> = W extends StartsWork
  ? Starts
  : W extends TransitionsWork
    ? Transitions
    : W extends EventsWork
      ? number
      : Int32Array[];

/** Kernels kept open: a learned one and the exact one it is compared with. */
const mostKernels = 2;

/** One thread's tools for one network, opened when first needed. */
export class Workplace {
  readonly #network: Network;
  readonly #kernels = new Map<number, Kernel>();
  #ssa: RowKernel | undefined;

  constructor(network: Network) {
    this.#network = network;
  }

  async do<W extends Work>(work: W): Promise<Result<W>>;
  async do(work: Work): Promise<Result<Work>> {
    const network = this.#network;
    switch (work.kind) {
      case 'starts':
        return drawStarts({ ...work.design, network }, work.rows, await this.#exact(), work.first);
      case 'transitions':
        return drawTransitions(work.starts, { ...work.options, network, ssa: await this.#exact() });
      case 'events':
        return this.#events(work);
      case 'chains':
        return runChains(work, network, await this.#kernel(work));
    }
  }

  async #exact(): Promise<RowKernel> {
    this.#ssa ??= await openSsa({ network: this.#network });
    return this.#ssa;
  }

  async #events({ starts, dt, seed, firstAgent }: EventsWork): Promise<number> {
    const ssa = await this.#exact();
    const before = ssa.tally.events;
    const lengths = starts.dt;
    if (!lengths) ssa.step(starts.counts.slice(), starts.rates, 0, dt, { seed, step: 0, firstAgent });
    else
      for (let r = 0; r < starts.rows; r++) {
        const { counts, rates } = sliceStarts(starts, r, 1);
        ssa.step(counts, rates, 0, lengths[r]!, { seed, step: 0, firstAgent: firstAgent + r });
      }
    return ssa.tally.events - before;
  }

  async #kernel({ kernel, spec, abstraction, dt, relaxed }: ChainsWork): Promise<Kernel> {
    const open = this.#kernels.get(kernel);
    if (open) return open;
    const opened = await openKernel(spec, {
      network: this.#network,
      dt,
      ...(abstraction ? { abstraction } : {}),
      ...(relaxed === undefined ? {} : { relaxed }),
    });
    this.#kernels.set(kernel, opened);
    for (const oldest of this.#kernels.keys())
      if (this.#kernels.size > mostKernels) this.#kernels.delete(oldest);
    return opened;
  }
}

/** The memory of a result, which is handed over and not copied. */
export function buffersOf(result: Result<Work>): ArrayBuffer[] {
  const arrays = Array.isArray(result) ? result : Object.values(result as object);
  return arrays.flatMap((a: unknown) =>
    ArrayBuffer.isView(a) && a.buffer instanceof ArrayBuffer ? [a.buffer] : [],
  );
}
