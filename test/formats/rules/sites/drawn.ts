/** Site graphs from text, for tests. */

import { ModelError } from '../../../../src/errors.ts';
import { PatternReader, type PatternText } from '../../../../src/formats/rules/bngl/text/pattern-text.ts';
import { typesIn, Vocabulary } from '../../../../src/formats/rules/bngl/vocabulary.ts';
import type { SiteGraph } from '../../../../src/formats/rules/sites/site-graph.ts';

const refuse = (what: string, todo: string): ModelError => new ModelError('a drawing', what, todo);

/** All with the same types: those that the texts together need. */
export function drawn(...texts: readonly string[]): SiteGraph[] {
  const patterns = texts.map((text): PatternText => new PatternReader(text, refuse).pattern());
  const vocabulary = new Vocabulary(typesIn(patterns));
  return patterns.map((pattern) => vocabulary.graphOf(pattern, refuse));
}
