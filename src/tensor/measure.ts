/** How fast a machine is, on one network that all are asked about: 4-80-80-80-54, 34 880 operations a row. */
import { type Graph, GraphBuilder, type NodeId } from './graph.ts';
import { initParams } from './initialise.ts';
import type { Machine, Trainer } from './machine.ts';

const inputs = 4;
const mixtures = 6;

/** What runs: four numbers in, the parameters of six diagonal normals over four numbers out. */
export function probeNetwork(): Graph {
  const b = new GraphBuilder();
  return b.build({ y: network(b) });
}

/** What trains: the mean negative log-density of `target` under them. */
function probeTraining(): Graph {
  const b = new GraphBuilder();
  const y = network(b);
  const each = mixtures * inputs;
  const logits = b.slice(y, 0, mixtures);
  const target = b.columns(
    b.input('target', inputs),
    Array.from({ length: each }, (_, k) => k % inputs),
  );
  const logWidth = b.unary('tanh', b.slice(y, mixtures + each, mixtures + 2 * each));
  const distance = b.binary('sub', target, b.slice(y, mixtures, mixtures + each));
  const scaled = b.binary('mul', distance, b.unary('exp', b.unary('neg', logWidth)));
  const half = b.binary('mul', b.unary('square', scaled), b.constant([0.5]));
  const component = b.group('groupSum', b.unary('neg', b.binary('add', half, logWidth)), inputs);
  const log = b.binary(
    'sub',
    b.group('groupLogSumExp', b.binary('add', logits, component), mixtures),
    b.group('groupLogSumExp', logits, mixtures),
  );
  return b.build({ loss: b.mean(b.unary('neg', log)) });
}

function network(b: GraphBuilder): NodeId {
  let body: NodeId = b.input('x', inputs);
  for (const name of ['one', 'two', 'three']) body = b.dense(name, body, 80, 'relu');
  return b.dense('head', body, mixtures * (1 + 2 * inputs));
}

/** Rows per second, with a batch large enough that one call takes a tenth of a second. */
export async function runningRate(open: (graph: Graph) => Promise<Machine>): Promise<number> {
  const graph = probeNetwork();
  const machine = await open(graph);
  machine.setParams(initParams(graph, 1));
  const x = (rows: number) => ({ x: new Float32Array(inputs * rows).fill(0.5) });
  const rate = await best(512, 1 << 19, (rows) => machine.run(rows, x(rows)));
  machine.dispose();
  return rate;
}

/** Samples per second: loss and gradient of batches of 1024, without the update of the weights. */
export async function trainingRate(open: (graph: Graph) => Promise<Trainer>): Promise<number> {
  const graph = probeTraining();
  const trainer = await open(graph);
  const params = initParams(graph, 1);
  const rows = 1024;
  const batch = {
    x: new Float32Array(inputs * rows).fill(0.5),
    target: Float32Array.from({ length: inputs * rows }, (_, i) => (i % 17) / 10),
  };
  const rate = await best(rows, rows, () => {
    trainer.setParams(params);
    return trainer.lossAndGradient(rows, batch);
  });
  trainer.dispose();
  return rate;
}

/** Rows per second of the fastest call within about a second. */
async function best(least: number, most: number, call: (rows: number) => Promise<unknown>): Promise<number> {
  const timed = async (rows: number): Promise<number> => {
    const start = performance.now();
    await call(rows);
    return (performance.now() - start) / 1000;
  };
  let rows = least;
  // The first call compiles.
  await timed(rows);
  let shortest = await timed(rows);
  for (; shortest < 0.1 && rows < most; shortest = await timed(rows)) rows *= 2;
  for (let spent = shortest; spent < 0.8; ) {
    const seconds = await timed(rows);
    spent += seconds;
    shortest = Math.min(shortest, seconds);
  }
  return Math.round(rows / shortest);
}
