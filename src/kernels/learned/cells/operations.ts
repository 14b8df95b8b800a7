/**
 * The operations of a cell, each from a matrix to a matrix.
 *
 * Source: Repin & Petrov, Information and Computation 2021, doi 10.1016/j.ic.2021.104788,
 * section 4.2.
 */
import type { GraphBuilder, NodeId } from '../../../tensor/graph.ts';
import type { Operation } from '../shape/shape.ts';

/** Added to a sum of squares, so that a constant row has a norm. */
const leastSquare = 1e-4;

/**
 * Adds an operation to a graph.
 *
 * @param name   its parameters are called `<name>/…`
 * @param width  of the result; all but dense operations keep that of `x`
 * @returns the result, or undefined for `none`, which gives nothing
 */
export function addOperation(
  g: GraphBuilder,
  name: string,
  operation: Operation,
  x: NodeId,
  width = g.shape(x)[1],
): NodeId | undefined {
  switch (operation) {
    case 'none':
      return undefined;
    case 'skip_connect':
      return x;
    case 'relu':
    case 'swish':
      return g.unary(operation, x);
    case 'simple_dense':
      return norm(g, name, dense(g, `${name}/dense`, x, width));
    case 'activated_dense':
      return norm(g, name, g.unary('swish', dense(g, `${name}/dense`, x, width)));
    case 'gated_linear_unit': {
      const gate = g.unary('sigmoid', dense(g, `${name}/gate`, x, width));
      return norm(g, name, g.binary('mul', dense(g, `${name}/dense`, x, width), gate));
    }
    case 'element_wise': {
      const scaled = g.binary('mul', x, aroundOne(g, `${name}/scale`, width));
      return norm(g, name, g.binary('add', scaled, g.param(`${name}/bias`, 1, width, 0)));
    }
  }
}

/** Glorot's normal start. */
function dense(g: GraphBuilder, name: string, x: NodeId, width: number): NodeId {
  const from = g.shape(x)[1];
  return g.dense(name, x, width, undefined, Math.sqrt((2 * from) / (from + width)));
}

/** A row that begins at 1. */
function aroundOne(g: GraphBuilder, name: string, width: number): NodeId {
  return g.binary('add', g.param(name, 1, width, 0), g.constant([1]));
}

/**
 * Centres each row and divides it by the root of its *sum* of squares: a row gets a length
 * of at most 1, whatever its width. Then a learned scale and shift of each column.
 */
function norm(g: GraphBuilder, name: string, x: NodeId): NodeId {
  const width = g.shape(x)[1];
  const mean = g.binary('mul', g.group('groupSum', x, width), g.constant([1 / width]));
  const centred = g.binary('sub', x, mean);
  const squares = g.group('groupSum', g.unary('square', centred), width);
  const size = g.unary('sqrt', g.binary('add', squares, g.constant([leastSquare])));
  const unit = g.binary('mul', centred, g.unary('reciprocal', size));
  const scaled = g.binary('mul', unit, aroundOne(g, `${name}/gamma`, width));
  return g.binary('add', scaled, g.param(`${name}/beta`, 1, width, 0));
}
