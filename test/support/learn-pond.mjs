/** A process that learns a small scenario, tells where it is line by line, and may be killed. */
import { crn } from '../../dist/crn/crn.js';
import { mdn } from '../../dist/kernels/specs.js';
import { openCrew } from '../../dist/learning/crew.js';
import { learnScenario } from '../../dist/run/learn-scenario.js';
import { scenario } from '../../dist/run/scenario.js';

const [directory, birth] = process.argv.slice(2);
const spec = mdn({ mixtures: 2, hidden: [8] });
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
