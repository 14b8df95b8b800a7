/**
 * The side of the thread that owns a device: gathers the rows of all clients into one
 * batch, lets a machine compute it, hands the results back.
 *
 * Every batch has the same shape, the last one filled up with zeros: the order in which
 * a device adds may depend on the shape of a batch, never on who else is in it. So the
 * same device gives the same bits for any number of clients.
 */
import type { Machine } from '../machine.ts';
import { PostBox, type PostBoxPlan } from './post-box.ts';

export interface DeviceOwner {
  /** Serves until {@link DeviceOwner.stop}; rejects when the machine fails. */
  serve(): Promise<void>;
  stop(): void;
}

/** Rows of one batch, at most: beyond it devices gain nothing more. */
const mostRows = 65536;

/** Rows of every batch for so many rows in all: the next power of two. */
export function batchRows(rows: number): number {
  return Math.min(mostRows, 2 ** Math.ceil(Math.log2(Math.max(rows, 1))));
}

/**
 * @param machine  with its parameters set; the graph has one input and one output
 * @param names    of that input and output
 * @param rows     of every batch, see {@link batchRows}
 */
export function deviceOwner(
  memory: WebAssembly.Memory,
  plan: PostBoxPlan,
  machine: Machine,
  names: { readonly input: string; readonly output: string },
  rows: number,
): DeviceOwner {
  const box = new PostBox(memory, plan);
  const { inputWidth, outputWidth } = plan;
  const batch = new Float32Array(rows * inputWidth);
  let stopped = false;

  /** Runs what clients have staged, `rows` at a time, cutting their rows where a batch is full. */
  async function compute(waiting: readonly { client: number; rows: number }[]): Promise<void> {
    const all = waiting.reduce((sum, w) => sum + w.rows, 0);
    for (let first = 0; first < all; first += rows) {
      const parts = partsOf(waiting, first, Math.min(first + rows, all));
      for (const p of parts)
        batch.set(
          box.input(p.client, p.to).subarray(p.from * inputWidth, p.to * inputWidth),
          p.at * inputWidth,
        );
      batch.fill(0, Math.min(rows, all - first) * inputWidth);
      const result = (await machine.run(rows, { [names.input]: batch }, [names.output]))[names.output]!;
      for (const p of parts)
        box
          .output(p.client, p.to)
          .set(
            result.subarray(p.at * outputWidth, (p.at + p.to - p.from) * outputWidth),
            p.from * outputWidth,
          );
    }
    for (const { client } of waiting) box.answer(client);
  }

  return {
    async serve() {
      while (!stopped) {
        const since = box.bell();
        const waiting = box.waiting();
        if (waiting.length > 0) await compute(waiting);
        else await box.heard(since);
      }
    },
    stop() {
      stopped = true;
      box.ring();
    },
  };
}

/** A client's rows `from` … `to` − 1, which lie at row `at` of a batch. */
interface Part {
  readonly client: number;
  readonly from: number;
  readonly to: number;
  readonly at: number;
}

/** Where rows `first` … `last` − 1 of all that wait, one client after the other, come from. */
function partsOf(waiting: readonly { client: number; rows: number }[], first: number, last: number): Part[] {
  const parts: Part[] = [];
  let begin = 0;
  for (const { client, rows } of waiting) {
    const from = Math.max(first - begin, 0);
    const to = Math.min(last - begin, rows);
    if (from < to) parts.push({ client, from, to, at: begin + from - first });
    begin += rows;
  }
  return parts;
}
