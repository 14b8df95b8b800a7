/**
 * Does the runs of one shard that are not done: on all threads, a batch at a time, each batch on the disk before it
 * counts. Whatever ends it, what is done is kept, and the same call goes on from there.
 */
import { join } from 'node:path';
import { WorkerError } from '../../errors.ts';
import { startQueue, ThreadDied } from '../../pool/queue.ts';
import type { SweepHeader } from '../plan/header.ts';
import type { Runs } from '../plan/point-of-run.ts';
import { readStandings, Standing } from '../results/read-results.ts';
import { openResultLog, type ResultLog, resultsFolder } from '../results/result-log.ts';
import { hasFailed, type RunResult } from '../results/run-result.ts';
import { runsOf, type Shard, shardName } from '../results/shard.ts';
import { takeShard } from '../results/take-shard.ts';

/** What a thread is told; its module opens a workshop for `script` and performs `runs`. */
export interface SweepWork {
  readonly script: string;
  /** Of the plan: the script must still be what it was. */
  readonly hash: string;
  readonly runs: readonly number[];
}

export interface ShardProgress {
  /** Of this shard, with those done before. */
  readonly done: number;
  readonly failed: number;
  readonly total: number;
}

export interface RunShardOptions {
  readonly folder: string;
  readonly header: SweepHeader;
  readonly runs: Runs;
  /** Absolute path of the script. */
  readonly script: string;
  readonly shard: Shard;
  readonly threads: number;
  /** Compiled module of the threads. */
  readonly worker: URL;
  /** Runs that failed before are tried again. */
  readonly retry?: boolean;
  readonly memoryMb?: number;
  readonly onProgress?: (progress: ShardProgress) => void;
  /** Told where the lock of the shard may be another machine's: whether it lives takes minutes to tell. */
  readonly onWait?: (lock: string) => void;
  /** Ends after the batches at hand. */
  readonly signal?: AbortSignal;
  /** Where results go; default the shard's file. */
  readonly openLog?: (path: string) => Promise<ResultLog>;
}

/** What to do when nothing works. */
const again = 'What is done is kept: the same command goes on from there.';

/** Seconds that a batch shall take: rarely enough for the disk, often enough for progress, and little to lose. */
const batchSeconds = 1;
const mostInBatch = 2048;

/** @throws WorkerError where threads cannot work at all; RecordingError where the disk fails, or another process has the shard */
export async function runShard(options: RunShardOptions): Promise<ShardProgress> {
  const { folder, header, shard, threads, retry = false } = options;
  const release = await takeShard(folder, shard, options.onWait);
  try {
    const { standing } = await readStandings(folder, header.runs);
    const progress = { done: 0, failed: 0, total: 0 };
    for (const run of runsOf(shard, header.runs)) {
      progress.total++;
      if (standing[run] === Standing.done) progress.done++;
      else if (standing[run] === Standing.failed && !retry) progress.failed++;
    }
    const open = options.openLog ?? openResultLog;
    const log = await open(join(resultsFolder(folder), `${shardName(shard)}.jsonl`));
    try {
      const wanted = wantedRuns(shard, header.runs, standing, retry);
      const queue = startQueue<SweepWork, RunResult[]>(options.worker, threads, options.memoryMb);
      try {
        await new ShardWork(options, queue, log, wanted, progress).perform();
      } finally {
        await queue.close();
      }
    } finally {
      await log.close();
    }
    return progress;
  } finally {
    await release();
  }
}

function* wantedRuns(shard: Shard, runs: number, standing: Uint8Array, retry: boolean): Generator<number> {
  for (const run of runsOf(shard, runs))
    if (standing[run] === Standing.planned || (retry && standing[run] === Standing.failed)) yield run;
}

class ShardWork {
  readonly #options: RunShardOptions;
  readonly #queue: ReturnType<typeof startQueue<SweepWork, RunResult[]>>;
  readonly #log: ResultLog;
  readonly #wanted: Generator<number>;
  readonly #progress: { done: number; failed: number; readonly total: number };
  /** Runs that no thread has been given. */
  #left: number;
  /** Of one run in one thread, seconds, as of late; begins with no idea. */
  #cost: number | undefined;

  constructor(
    options: RunShardOptions,
    queue: ReturnType<typeof startQueue<SweepWork, RunResult[]>>,
    log: ResultLog,
    wanted: Generator<number>,
    progress: { done: number; failed: number; readonly total: number },
  ) {
    this.#options = options;
    this.#queue = queue;
    this.#log = log;
    this.#wanted = wanted;
    this.#progress = progress;
    this.#left = progress.total - progress.done - progress.failed;
  }

  /** Every thread's lane takes batch after batch; the first lane that cannot go on ends them all. */
  async perform(): Promise<void> {
    this.#tell();
    const ended = await Promise.allSettled(Array.from({ length: this.#queue.threads }, () => this.#lane()));
    const failed = ended.find((end) => end.status === 'rejected');
    if (failed) throw failed.reason;
  }

  #over = false;

  /** While a batch is written the thread is at the next one. */
  async #lane(): Promise<void> {
    let written = Promise.resolve();
    try {
      for (let batch = this.#next(); batch.length > 0; batch = this.#next()) {
        const results = await this.#perform(batch);
        await written;
        written = this.#keep(results);
        // It is waited for after the next batch; no other lane should begin one meanwhile.
        written.catch(() => {
          this.#over = true;
        });
      }
      await written;
    } catch (error) {
      this.#over = true;
      throw error;
    }
  }

  #next(): number[] {
    const runs: number[] = [];
    if (this.#over || this.#options.signal?.aborted) return runs;
    const size = this.#cost === undefined ? 1 : batchSeconds / Math.max(this.#cost, 1e-6);
    // Towards the end batches become small, so that all threads end together.
    const share = this.#left / (2 * this.#queue.threads);
    while (runs.length < Math.min(mostInBatch, Math.max(1, Math.min(size, share)))) {
      const { value, done } = this.#wanted.next();
      if (done) break;
      runs.push(value);
    }
    this.#left -= runs.length;
    return runs;
  }

  async #perform(batch: readonly number[]): Promise<RunResult[]> {
    const { script, header } = this.#options;
    const began = performance.now();
    let results: RunResult[];
    try {
      results = await this.#queue.perform({ script, hash: header.hash, runs: batch });
    } catch (error) {
      results = await this.#oneByOne(batch, error);
    }
    const cost = (performance.now() - began) / 1000 / batch.length;
    // The first run of a thread opens its kernels; what comes after tells.
    this.#cost = this.#cost === undefined ? cost : Math.min(2 * this.#cost, 0.5 * (this.#cost + cost));
    return results;
  }

  /** A thread died: whichever run is to blame fails alone. Whatever else went wrong is nobody's fault, and all end. */
  async #oneByOne(batch: readonly number[], error: unknown): Promise<RunResult[]> {
    if (!(error instanceof ThreadDied))
      throw new WorkerError('sweep', error instanceof Error ? error.message : String(error), again);
    if (batch.length === 1) return [this.#blamed(batch[0]!, error)];
    const results: RunResult[] = [];
    for (const run of batch) results.push(...(await this.#perform([run])));
    return results;
  }

  async #keep(results: readonly RunResult[]): Promise<void> {
    await this.#log.add(results);
    for (const result of results) {
      if (hasFailed(result)) this.#progress.failed++;
      else this.#progress.done++;
    }
    this.#tell();
  }

  #blamed(run: number, { outOfMemory, message }: ThreadDied): RunResult {
    const { id } = this.#options.runs.planned(run);
    const failed = outOfMemory
      ? { name: 'OutOfMemory', message: 'its thread ran out of memory' }
      : { name: 'ThreadDied', message };
    return { run, id, failed };
  }

  #tell(): void {
    this.#options.onProgress?.({ ...this.#progress });
  }
}
