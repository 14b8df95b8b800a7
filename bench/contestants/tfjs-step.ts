/**
 * The learned step of the published head with TensorFlow.js operations on its WebAssembly
 * backend: scaling, network, component, normal draw, rounding. The states stay in its memory.
 */
import { loadTfjs } from '../../dist/tensor/tfjs/load.js';
import { type LearnedName, learnedModel } from '../networks.ts';
import { answer, rateOf, readJob } from '../start.ts';

const { name, seconds } = await readJob<{ name: LearnedName; seconds: number }>();
const { layers, rows } = learnedModel(name);
const { inputs: species, hidden, outputs, mixtures } = layers;
const tf = await loadTfjs('wasm');
await tf.setBackend('wasm');

const widths = [species, ...hidden, outputs];
const weights = widths.slice(1).map((width, i) => ({
  matrix: tf.randomNormal([widths[i]!, width], 0, 0.5 / Math.sqrt(widths[i]!), 'float32', 1 + i) as Matrix,
  bias: tf.zeros([width]),
}));
type Matrix = ReturnType<typeof tf.tensor2d>;
const begin = tf.fill([rows, species], 20) as Matrix;
const [low, unit] = [tf.scalar(0), tf.scalar(40)];
const firstOfRow = tf.tensor1d(
  Int32Array.from({ length: rows }, (_, i) => i * mixtures),
  'int32',
);

function step(counts: Matrix): Matrix {
  let x = tf.div(tf.sub(counts, low), unit) as Matrix;
  weights.forEach(({ matrix: b, bias }, i) => {
    const last = i === weights.length - 1;
    const y = tf.fused.matMul({ a: x, b, bias, activation: last ? 'linear' : 'relu' }) as Matrix;
    x = !last && i > 0 && hidden[i] === hidden[i - 1] ? tf.add(x, y) : y;
  });
  const logits = tf.slice(x, [0, 0], [rows, mixtures]);
  const part = (k: number): Matrix =>
    tf.reshape(tf.slice(x, [0, mixtures * (1 + k * species)], [rows, mixtures * species]), [
      rows * mixtures,
      species,
    ]);
  const upTo = tf.cumsum(tf.softmax(logits), 1);
  const passed = tf.sum(tf.cast(tf.greater(tf.randomUniform([rows, 1]), upTo), 'int32'), 1);
  const chosen = tf.add(firstOfRow, tf.minimum(passed, tf.scalar(mixtures - 1, 'int32')));
  const index = tf.cast(chosen, 'int32') as ReturnType<typeof tf.tensor1d>;
  const mean = tf.gather(part(0), index);
  const sigma = tf.maximum(tf.add(tf.elu(tf.gather(part(1), index)), 1), 0.01);
  const drawn = tf.add(mean, tf.mul(sigma, tf.randomNormal([rows, species])));
  return tf.relu(tf.round(tf.add(tf.mul(drawn, unit), low))) as Matrix;
}

const rate = await rateOf(seconds, async () => {
  const after = tf.tidy(() => step(begin));
  await after.data();
  after.dispose();
  return rows;
});
answer({ rate });
