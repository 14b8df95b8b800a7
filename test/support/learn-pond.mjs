/** A process that learns a small scenario, tells where it is line by line, and may be killed. */
import { crn } from '../../dist/crn/crn.js';
import { mdn, search } from '../../dist/kernels/specs.js';
import { openCrew } from '../../dist/learning/crew.js';
import { learnScenario } from '../../dist/run/learn/learn-scenario.js';
import { scenario } from '../../dist/run/scenario.js';

const [directory, birth, body] = process.argv.slice(2);
const falling = { start: 2e-3, factor: 0.3, patience: 5, least: 1e-5 };
const schedule = {
  ...{ epochs: 6, heatUp: 2, interval: 2, architecture: 2, batch: 64, architectureBatch: 64 },
  ...{ weightRate: falling, architectureRate: falling },
};
const layers =
  body === '--search' ? { body: search({ cells: 1, cellSize: 1, reduce: 1, schedule }) } : { hidden: [8] };
const spec = mdn({ mixtures: 2, ...layers });
const rate = Number(birth);
const pond = scenario({
  name: 'pond',
  crn: crn('0 -> X @ birth\nX -> 0 @ death'),
  rates: { birth: rate, death: 1 },
  grid: { size: [4, 4] },
  start: { X: rate },
  hop: { X: 0.1 },
  kernel: spec,
  train: { ranges: { X: [0, 2 * rate] }, transitions: 16000, epochs: 6, batch: 400, rounds: 2 },
  time: { step: 2, until: 40 },
});
const crew = await openCrew({ network: pond.crn, threads: 2 });
try {
  await learnScenario(pond, spec, {
    crew,
    backend: 'simd',
    directory,
    judge: { settings: 4, trajectories: 1000 },
    saveSeconds: 0,
    onProgress: ({ stage, epoch }) => process.stdout.write(`${stage}:${epoch ?? ''}\n`),
  });
} finally {
  await crew.close();
}
