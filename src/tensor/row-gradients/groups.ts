/** Sums, maxima, log-sum-exps and softmaxes of neighbouring columns, forward and back. */
import type { GroupOp } from '../graph.ts';
import type { Passes, Slot } from './slot.ts';

/** What one group of `size` numbers from `at` on gives, to place `g` or as many from `at` on; and back. */
interface Group {
  readonly forward: (y: Slot, a: Slot, g: number, at: number, size: number) => void;
  readonly backward: (y: Slot, a: Slot, g: number, at: number, size: number) => void;
}

function largest(x: Float64Array, at: number, size: number): number {
  let top = at;
  for (let k = at + 1; k < at + size; k++) if (x[k]! > x[top]!) top = k;
  return top;
}

function logSumExp(x: Float64Array, at: number, size: number): number {
  const top = x[largest(x, at, size)]!;
  if (top === Number.NEGATIVE_INFINITY) return top;
  let sum = 0;
  for (let k = at; k < at + size; k++) sum += Math.exp(x[k]! - top);
  return top + Math.log(sum);
}

const groupRules: Readonly<Record<GroupOp, Group>> = {
  groupSum: {
    forward: (y, { value }, g, at, size) => {
      let sum = 0;
      for (let k = at; k < at + size; k++) sum += value[k]!;
      y.value[g] = sum;
    },
    backward: (y, { slope }, g, at, size) => {
      for (let k = at; k < at + size; k++) slope[k]! += y.slope[g]!;
    },
  },
  groupMax: {
    forward: (y, { value }, g, at, size) => {
      y.value[g] = value[largest(value, at, size)]!;
    },
    backward: (y, { value, slope }, g, at, size) => {
      slope[largest(value, at, size)]! += y.slope[g]!;
    },
  },
  groupLogSumExp: {
    forward: (y, { value }, g, at, size) => {
      y.value[g] = logSumExp(value, at, size);
    },
    backward: (y, { value, slope }, g, at, size) => {
      const [normal, dy] = [y.value[g]!, y.slope[g]!];
      if (normal === Number.NEGATIVE_INFINITY) return;
      for (let k = at; k < at + size; k++) slope[k]! += dy * Math.exp(value[k]! - normal);
    },
  },
  groupSoftmax: {
    forward: (y, { value }, _, at, size) => {
      const normal = logSumExp(value, at, size);
      for (let k = at; k < at + size; k++) y.value[k] = Math.exp(value[k]! - normal);
    },
    backward: (y, { slope }, _, at, size) => {
      let mean = 0;
      for (let k = at; k < at + size; k++) mean += y.slope[k]! * y.value[k]!;
      for (let k = at; k < at + size; k++) slope[k]! += y.value[k]! * (y.slope[k]! - mean);
    },
  },
};

export function groups(op: GroupOp, y: Slot, a: Slot, size: number): Passes {
  const { forward, backward } = groupRules[op];
  const many = a.value.length / size;
  return {
    forward: () => {
      for (let g = 0; g < many; g++) forward(y, a, g, g * size, size);
    },
    backward: () => {
      for (let g = 0; g < many; g++) backward(y, a, g, g * size, size);
    },
  };
}
