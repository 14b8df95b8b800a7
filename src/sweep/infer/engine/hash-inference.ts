/** What an inference computes, as one name: what was kept of another is never taken for its own. */
import { createHash } from 'node:crypto';
import type { Abstraction } from '../../../kernels/abstraction.ts';
import { hashSetup, setUp } from '../../../run/scenario/setup.ts';
import type { Inference } from '../inference.ts';
import type { MethodSpec } from '../method.ts';

/**
 * When to stop is not part of it: more generations, or longer chains, go on from those there are.
 *
 * @param abstraction  of the scenario's kernel, where it is a learned one
 */
export function hashInference(inference: Inference, abstraction: Abstraction | undefined): string {
  const { base, parameters, data, compared, distance, method, seed } = inference;
  const { setup, start } = setUp(base, {});
  const written = JSON.stringify({
    base: hashSetup(setup, start, abstraction),
    until: setup.steps,
    observables: Object.entries(base.record?.observables ?? {}).map(([name, rule]) => [name, String(rule)]),
    start: typeof base.start === 'function' ? String(base.start) : '',
    parameters: parameters.map(({ name, values, text }) => [name, values, text]),
    summary: compared.summary.text,
    distance: String(distance),
    method: deciding(method),
    ...{ data, seed },
  });
  return createHash('sha256').update(written).digest('hex');
}

function deciding(method: MethodSpec): unknown {
  if (method.kind === 'smc') return { ...method, stop: method.stop.epsilon };
  const { iterations: _, ...rest } = method;
  return rest;
}
