/** A thread of a trainer: computes slices of batches until it is sent home. */
import { type ActorFailure, toFailure } from '../../../pool/actors.ts';
import type { ProgramExports } from './module.ts';
import { control, takeSlices } from './slices.ts';

/** What is posted to a thread. */
export interface TrainerJob {
  readonly memory: WebAssembly.Memory;
  readonly module: WebAssembly.Module;
  readonly controlAt: number;
  readonly scratchAt: number;
  readonly slicesAt: number;
  readonly sliceBytes: number;
}

/** Looks before it sleeps: a step of a small network is shorter than a wake-up. */
const SPINS = 2000;

export default function trainerWorker(job: TrainerJob): ActorFailure | undefined {
  try {
    const { exports } = new WebAssembly.Instance(job.module, { env: { memory: job.memory } });
    const words = new Int32Array(job.memory.buffer, job.controlAt, control.words);
    for (;;) {
      const generation = Atomics.load(words, control.generation);
      if (Atomics.load(words, control.stop)) return undefined;
      takeSlices({ ...job, words, exports: exports as unknown as ProgramExports });
      for (let i = 0; i < SPINS && Atomics.load(words, control.generation) === generation; i++);
      Atomics.wait(words, control.generation, generation);
    }
  } catch (error) {
    return toFailure(error);
  }
}
