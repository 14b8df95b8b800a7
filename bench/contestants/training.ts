/** Our training: samples per second of processor time, Adam included; or weights trained for a while. */
import { readFileSync, writeFileSync } from 'node:fs';
import { Adam } from '../../dist/tensor/adam.js';
import { openTrainer } from '../../dist/tensor/backends.js';
import { initParams } from '../../src/tensor/initialise.ts';
import { answer, rateOf, readJob } from '../start.ts';
import { type TrainedName, trainingBatches, trainingGraph } from '../training-model.ts';

export interface TrainingJob {
  readonly name: TrainedName;
  readonly backend: string;
  readonly batch: number;
  readonly threads: number;
  /** Weights to begin with, raw f32. */
  readonly from?: string;
  /** Measure for so many seconds of processor time. */
  readonly seconds?: number;
  /** Or make so many updates and leave the weights in a file. */
  readonly updates?: number;
  readonly to?: string;
}

const job = await readJob<TrainingJob>();
const graph = trainingGraph(job.name);
const trainer = await openTrainer(graph, { backend: job.backend, threads: job.threads });
const params = job.from
  ? new Float32Array(Uint8Array.from(readFileSync(job.from)).buffer)
  : initParams(graph, 1);
const adam = new Adam(params.length);
const inputs = trainingBatches(job.name, job.batch, 1);
let at = 0;
let loss = 0;
const update = async (): Promise<number> => {
  trainer.setParams(params);
  const result = await trainer.lossAndGradient(job.batch, inputs[at++ % inputs.length]!);
  loss = result.loss;
  adam.update(params, result.gradient, 1e-3);
  return job.batch;
};
if (job.to !== undefined) {
  for (let u = 0; u < job.updates!; u++) await update();
  writeFileSync(job.to, params);
  answer({ loss, size: params.length });
} else {
  answer({ rate: await rateOf(job.seconds!, update), loss });
}
trainer.dispose();
