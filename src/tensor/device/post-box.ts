/**
 * Where threads hand rows to a device that one of them owns: per client an area for
 * rows in and rows out, and two words, all in one shared memory.
 */
import { reserve } from '../../wasm/memory.ts';

/** Int32 words before those of the clients: the bell that wakes the owner. */
const BELL = 0;
const FIRST = 1;
/** Per client: what it does, and how many rows it has staged. */
const STATE = 0;
const ROWS = 1;
const WORDS = 2;

/** What a client is doing. */
export const Doing = { other: 0, staging: 1, waiting: 2 } as const;

/** Plain data: crosses threads. */
export interface PostBoxPlan {
  readonly clients: number;
  /** Rows of one client at a time, at most. */
  readonly capacity: number;
  readonly inputWidth: number;
  readonly outputWidth: number;
  /** Byte address of the words. */
  readonly wordsAt: number;
  /** Byte address of the first client's rows in, and rows out. */
  readonly inputAt: number;
  readonly outputAt: number;
}

export type PostBoxSize = Pick<PostBoxPlan, 'clients' | 'capacity' | 'inputWidth' | 'outputWidth'>;

/** Bytes that {@link planPostBox} takes. */
export function postBoxBytes({ clients, capacity, inputWidth, outputWidth }: PostBoxSize): number {
  return 4 * (FIRST + WORDS * clients) + 4 * clients * capacity * (inputWidth + outputWidth) + 3 * 64;
}

/** Takes the room in a shared memory made by `createMemory`. @throws KernelError when it is full */
export function planPostBox(memory: WebAssembly.Memory, size: PostBoxSize): PostBoxPlan {
  const { clients, capacity, inputWidth, outputWidth } = size;
  return {
    ...size,
    wordsAt: reserve(memory, 4 * (FIRST + WORDS * clients), 64),
    inputAt: reserve(memory, 4 * clients * capacity * inputWidth, 64),
    outputAt: reserve(memory, 4 * clients * capacity * outputWidth, 64),
  };
}

/** The words and areas, as one thread sees them. */
export class PostBox {
  readonly plan: PostBoxPlan;
  readonly #words: Int32Array;
  readonly #buffer: ArrayBufferLike;

  constructor(memory: WebAssembly.Memory, plan: PostBoxPlan) {
    this.plan = plan;
    this.#buffer = memory.buffer;
    this.#words = new Int32Array(memory.buffer, plan.wordsAt, FIRST + WORDS * plan.clients);
  }

  /** Byte address of a client's rows in and rows out. */
  inputAt(client: number): number {
    return this.plan.inputAt + 4 * client * this.plan.capacity * this.plan.inputWidth;
  }
  outputAt(client: number): number {
    return this.plan.outputAt + 4 * client * this.plan.capacity * this.plan.outputWidth;
  }
  input(client: number, rows: number): Float32Array {
    return new Float32Array(this.#buffer, this.inputAt(client), rows * this.plan.inputWidth);
  }
  output(client: number, rows: number): Float32Array {
    return new Float32Array(this.#buffer, this.outputAt(client), rows * this.plan.outputWidth);
  }

  /** A client says what it does now. */
  tell(client: number, doing: number): void {
    Atomics.store(this.#words, FIRST + WORDS * client + STATE, doing);
    this.ring();
  }

  /** A client hands in its rows, and waits for them; `check` throws where waiting is in vain. */
  exchange(client: number, rows: number, check: () => void): void {
    const state = FIRST + WORDS * client + STATE;
    Atomics.store(this.#words, FIRST + WORDS * client + ROWS, rows);
    this.tell(client, Doing.waiting);
    while (Atomics.load(this.#words, state) === Doing.waiting) {
      check();
      // A limit on the sleep, because an aborted run wakes the gate's sleepers, not these.
      Atomics.wait(this.#words, state, Doing.waiting, 100);
    }
    check();
  }

  /** The owner: clients that wait, once nobody is staging; none while somebody is. */
  waiting(): { readonly client: number; readonly rows: number }[] {
    const found: { client: number; rows: number }[] = [];
    for (let client = 0; client < this.plan.clients; client++) {
      const at = FIRST + WORDS * client;
      const doing = Atomics.load(this.#words, at + STATE);
      if (doing === Doing.staging) return [];
      if (doing === Doing.waiting) found.push({ client, rows: this.#words[at + ROWS]! });
    }
    return found;
  }

  /** The owner: a client's rows out are there. */
  answer(client: number): void {
    const state = FIRST + WORDS * client + STATE;
    Atomics.store(this.#words, state, Doing.staging);
    Atomics.notify(this.#words, state);
  }

  ring(): void {
    Atomics.add(this.#words, BELL, 1);
    Atomics.notify(this.#words, BELL);
  }
  /** The owner: reads the bell, and resolves when it has rung since. */
  bell(): number {
    return Atomics.load(this.#words, BELL);
  }
  async heard(since: number): Promise<void> {
    const wait = Atomics.waitAsync(this.#words, BELL, since);
    if (wait.async) await wait.value;
  }
}
