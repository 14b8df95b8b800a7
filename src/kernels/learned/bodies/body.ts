/** The layers between features and head, as operations of a graph. Siblings: one file for each kind. */
import { AbstractionError } from '../../../errors.ts';
import type { GraphBuilder, NodeId } from '../../../tensor/graph.ts';
import type { Abstraction } from '../../abstraction.ts';
import { buildCells } from '../cells/cells.ts';
import { rowNumbers } from '../cells/wiring.ts';
import { blocksBody } from './blocks.ts';
import { denseBody } from './dense.ts';
import { recurrentBody } from './recurrent.ts';

/** What decides a body: its shape, and what a search has found. */
export type BodyJob = Pick<Abstraction, 'shape' | 'genotype'>;

/** Turns features into what a head reads. */
export type BuildBody = (g: GraphBuilder, features: NodeId) => NodeId;

/**
 * The body of a shape.
 *
 * @param species  how many the network has: widths of searched cells are multiples of what is read
 * @throws AbstractionError, when it is built, for a searched body without a genotype
 */
export function bodyOf({ shape, genotype }: BodyJob, species: number): BuildBody {
  const { body, past } = shape;
  return (g, features) => {
    switch (body.kind) {
      case 'dense':
        return denseBody(g, features, body);
      case 'body_a':
      case 'body_b':
        return blocksBody(g, features, body);
      case 'body_lstm':
        return recurrentBody(g, features, body, past);
      case 'search':
        if (!genotype)
          throw new AbstractionError(
            'mdn()',
            'its body is to be searched for, and no search has found one',
            'Search for it: crn-grid train <scenario>',
          );
        return buildCells(g, features, genotype, {
          width: rowNumbers(species, shape),
          multiplier: body.multiplier,
        });
    }
  };
}
