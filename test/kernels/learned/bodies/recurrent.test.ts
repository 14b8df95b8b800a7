import { expect, test } from 'vitest';
import { recurrentBody } from '../../../../src/kernels/learned/bodies/recurrent.ts';
import { recurrent } from '../../../../src/kernels/specs.ts';
import { plus, runBody, sigmoid, times, worst } from './layers.ts';

const [past, width, hidden] = [3, 2, 4];
type Recurrent = Parameters<typeof recurrentBody>[2];
type Cell = (params: Record<string, number[][]>, name: string, steps: number[][]) => number[][];

const zeros = () => new Array<number>(hidden).fill(0);
const gate = (x: readonly number[], k: number) => x.slice(k * hidden, (k + 1) * hidden);

const lstm: Cell = (params, name, steps) => {
  let [h, c] = [zeros(), zeros()];
  return steps.map((x) => {
    const sums = plus(
      plus(times(x, params[`${name}/input/weights`]!), times(h, params[`${name}/state/weights`]!)),
      params[`${name}/bias`]![0]!,
    );
    const [write, fresh, keep, read] = [0, 1, 2, 3].map((k) => gate(sums, k));
    c = c.map((v, i) => v * sigmoid(keep![i]! + 1) + sigmoid(write![i]!) * Math.tanh(fresh![i]!));
    h = c.map((v, i) => sigmoid(read![i]!) * Math.tanh(v));
    return h;
  });
};

const gru: Cell = (params, name, steps) => {
  let h = zeros();
  const sums = (part: string, x: readonly number[], state: readonly number[]) =>
    plus(
      plus(
        times(x, params[`${name}/${part}/input/weights`]!),
        times(state, params[`${name}/${part}/state/weights`]!),
      ),
      params[`${name}/${part}/bias`]![0]!,
    );
  return steps.map((x) => {
    const open = sums('gates', x, h).map(sigmoid);
    const [keep, reset] = [gate(open, 0), gate(open, 1)];
    const fresh = sums(
      'proposal',
      x,
      h.map((v, i) => v * reset[i]!),
    ).map(Math.tanh);
    h = h.map((v, i) => keep[i]! * v + (1 - keep[i]!) * fresh[i]!);
    return h;
  });
};

test.each([
  { block: 'lstm', cell: lstm },
  { block: 'gru', cell: gru },
] as const)('two layers of $block over three steps, the oldest first', ({ block, cell }) => {
  const spec = recurrent({ block, hidden, blocks: 2 }) as Recurrent;
  const { rows, params } = runBody(past * width, (g, x) => recurrentBody(g, x, spec, past));
  for (const { x, y } of rows) {
    const steps = Array.from({ length: past }, (_, t) => x.slice(t * width, (t + 1) * width));
    const last = (order: number[][]) => cell(params, 'body/1', cell(params, 'body/0', order)).at(-1)!;
    expect(worst(y, last(steps))).toBeLessThan(1e-12);
    // Control: the order of the steps is seen.
    expect(worst(y, last(steps.toReversed()))).toBeGreaterThan(1e-3);
  }
});
