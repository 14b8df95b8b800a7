/** The rules of hopping compiled for one memory and one time span. */
import { KernelError } from '../../errors.ts';
import { smallTails } from '../../numerics/samplers.ts';
import { isPrepared, reserve } from '../../wasm/memory.ts';
import { samplerTableBytes, writeSamplerTable } from '../../wasm/samplers.ts';
import type { Hopper, MailPlanes, SendCall, TileCounts } from '../hopping.ts';
import type { LatticeSpace } from '../lattice.ts';
import { type callWords, Desk, deskBytes } from './desk.ts';
import { emitModule, rateImport } from './emit-module.ts';
import { type OpenRule, planHops } from './plan.ts';
import { writeTables } from './tables.ts';

/** Made by `openHop`. */
export class CompiledHopper implements Hopper {
  readonly #buffer: ArrayBufferLike;
  readonly #cells: number;
  readonly #rules: readonly OpenRule[];
  readonly #desk: Desk;
  readonly #send: () => void;
  readonly #take: (...args: number[]) => number;

  constructor(space: LatticeSpace, rules: readonly OpenRule[], memory: WebAssembly.Memory, tau: number) {
    const plans = planHops(space, rules, tau);
    if (!isPrepared(memory))
      throw new KernelError('hop', 'the memory has no tables', 'Make it with createMemory.');
    this.#buffer = memory.buffer;
    this.#cells = space.cells;
    this.#rules = plans;
    this.#desk = new Desk(memory, reserve(memory, deskBytes, 64));
    const samplerTable = reserve(memory, samplerTableBytes);
    writeSamplerTable(memory, samplerTable, smallTails);
    const bytes = emitModule({
      space,
      plans,
      places: plans.map((plan) => writeTables(memory, plan)),
      desk: this.#desk,
      samplerTable,
      tau,
      shared: memory.buffer instanceof SharedArrayBuffer,
    });
    const rates = plans.flatMap(({ perCell }, i) =>
      perCell ? [[rateImport(i), (cell: number) => perCell[cell]!] as const] : [],
    );
    const { exports } = new WebAssembly.Instance(new WebAssembly.Module(bytes), {
      env: { memory, ...Object.fromEntries(rates) },
    });
    this.#send = exports.send as () => void;
    this.#take = exports.take as (...args: number[]) => number;
  }

  send(call: SendCall): number {
    this.#check(call);
    const { counts, species, arrivals, mail, seed } = call;
    const words: Readonly<Record<(typeof callWords)[number], number>> = {
      counts: counts.byteOffset,
      stride: 4 * species,
      arrivals: arrivals.byteOffset,
      mail: mail.byteOffset,
      first: call.first,
      last: call.last,
      seedLow: seed,
      seedHigh: Math.floor(seed / 4294967296),
      step: call.step,
      purpose: call.purpose,
    };
    this.#desk.write(words);
    this.#send();
    return this.#desk.takeLost();
  }

  takeMail(call: TileCounts & MailPlanes): void {
    this.#check(call);
    const { counts, species, first, last, arrivals, mail } = call;
    for (const { column, plane } of this.#rules) {
      const from = plane * this.#cells + first;
      const done = this.#take(
        counts.byteOffset + 4 * (first * species + column),
        4 * species,
        arrivals.byteOffset + 4 * from,
        mail.byteOffset + 4 * from,
        last - first,
      );
      if (done === last - first) continue;
      const overflows = (i: number): boolean => {
        const [here, there] = [arrivals[from + i]!, mail[from + i]!];
        const sum = counts[(first + i) * species + column]! + here + there;
        return here < 0 || there < 0 || sum > 0x7fffffff;
      };
      let cell = done;
      while (!overflows(cell)) cell++;
      throw new KernelError(
        `cell ${first + cell}`,
        `more than 2147483647 molecules of species ${column} have hopped here`,
        'Start with fewer molecules, or give the network a sink.',
      );
    }
  }

  #check({ counts, arrivals, mail }: TileCounts & MailPlanes): void {
    if ([counts, arrivals, mail].some(({ buffer }) => buffer !== this.#buffer))
      throw new KernelError(
        'hop',
        'an array lies outside the memory it was compiled for',
        'Give views of that memory.',
      );
  }
}
