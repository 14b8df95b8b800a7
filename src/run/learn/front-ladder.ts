/** The networks that a front compares: one scenario's kernel with bodies from small to large, and searched ones. */
import { ScenarioError } from '../../errors.ts';
import { type BodySpec, shapeKey } from '../../kernels/learned/shape/shape.ts';
import type { LearnedSpec } from '../../kernels/learned.ts';
import { hybrid, search } from '../../kernels/specs.ts';

export interface Rung {
  /** Short, for tables and figures: `dense [64, 64]`, `search, latency 0.01`. */
  readonly name: string;
  readonly spec: LearnedSpec;
}

/** Nats that a microsecond per row may cost: none, little, and about what ten times the speed is worth. */
export const defaultLatencies: readonly number[] = [0, 0.01, 0.1];

const widths = [[16], [32, 32], [64, 64], [128, 128]];

/**
 * The rungs, the scenario's own body among them, each once.
 *
 * @param latencies  prices of time for searched bodies, nats per microsecond and row; none: no search
 * @throws ScenarioError for a price that is none
 */
export function frontLadder(spec: LearnedSpec, latencies: readonly number[] = defaultLatencies): Rung[] {
  for (const latency of latencies)
    if (!(latency >= 0 && latency < Number.POSITIVE_INFINITY))
      throw new ScenarioError(
        '--latency',
        `${latency} is no price of time`,
        'Give nats per microsecond, 0 or more.',
      );
  const { head, rateInputs, stepInput, past, body: own } = spec;
  const dense = widths.map((hidden) => hybrid({ head, rateInputs, stepInput, past, hidden }).body);
  const cells = own.kind === 'search' ? own : {};
  const searched = latencies.map((latency) => search({ ...cells, latency }));
  const taken = new Set<string>();
  // The scenario's own body comes last, where it is none of the others.
  return [...dense, ...searched, own].flatMap((body) => {
    const rung = { name: nameOf(body), spec: Object.freeze({ ...spec, body }) };
    const key = shapeKey(rung.spec);
    if (taken.has(key)) return [];
    taken.add(key);
    return [rung];
  });
}

function nameOf(body: BodySpec): string {
  switch (body.kind) {
    case 'dense':
      return `dense [${body.hidden.join(', ')}]`;
    case 'body_a':
    case 'body_b':
      return `${body.kind} of ${body.blocks} × ${body.hidden}`;
    case 'body_lstm':
      return `${body.block} of ${body.blocks} × ${body.hidden}`;
    case 'search':
      return `search, latency ${body.latency}`;
  }
}
