/** Every kind of node that the trainer knows. */
import type { GraphNode } from '../../graph.ts';
import { logBells } from './bells.ts';
import { choose } from './choices.ts';
import { columns, concat } from './columns.ts';
import { binary, unary, where } from './elementwise.ts';
import { groupLogSumExp, groupMax, groupSoftmax, groupSum } from './groups.ts';
import { constant, input, param } from './leaves.ts';
import { mean } from './means.ts';
import type { NodeRule } from './node-rule.ts';
import { matmul } from './products.ts';

export const nodeRules: Readonly<Record<GraphNode['op'], NodeRule>> = {
  input,
  param,
  constant,
  neg: unary,
  exp: unary,
  log: unary,
  sqrt: unary,
  square: unary,
  abs: unary,
  reciprocal: unary,
  relu: unary,
  elu: unary,
  swish: unary,
  tanh: unary,
  sigmoid: unary,
  softplus: unary,
  add: binary,
  sub: binary,
  mul: binary,
  div: binary,
  max: binary,
  min: binary,
  where,
  matmul,
  columns,
  concat,
  groupSum,
  groupMax,
  groupLogSumExp,
  groupSoftmax,
  mean,
  choose,
  logBells,
};
