/** What the file of an exported kernel says of itself, and what cannot be put in one. */
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { colony } from '../../../scenarios/bees.ts';
import { crn } from '../../../src/crn/crn.ts';
import { isCrnGridError } from '../../../src/errors.ts';
import { abstractionToOnnx } from '../../../src/kernels/onnx/abstraction-to-onnx.ts';
import { loadAbstraction } from '../../../src/learning/store.ts';
import { bees, birthDeath } from '../../support/networks.ts';
import { messagesIn, readMessage, textsIn } from '../../support/protobuf-reader.ts';
import { randomAbstraction } from '../learned/random-abstraction.ts';
import { randomGaussian } from '../learned/random-gaussian.ts';

const scenarios = join(import.meta.dirname, '../../../scenarios');

test('the file says what a sampler must know', async () => {
  const abstraction = await loadAbstraction(join(scenarios, 'abstractions/bees-a0acf7814913'));
  const model = readMessage(abstractionToOnnx(colony, abstraction, 'bees'));
  const [property] = messagesIn(model, 14);
  expect(textsIn(property!, 1)).toEqual(['crn-grid']);
  const about = JSON.parse(textsIn(property!, 2)[0]!) as Record<string, unknown>;
  expect(about).toMatchObject({
    formulaVersion: 2,
    head: 'counts',
    species: colony.species,
    rates: colony.rates,
    dt: 0.5,
    domain: abstraction.domain,
    mixtures: 12,
    networkHash: abstraction.networkHash,
    verdict: { pass: true },
  });
  expect((about.reactions as { change: number[] }[])[0]!.change).toEqual([0, -1, 1, 2]);
});

test('a law that reads the time is refused by the name of its reaction', () => {
  const network = crn('pulse: 0 -> X @ {1 + sin(t)}');
  const abstraction = randomAbstraction(birthDeath.network, { rates: birthDeath.rates });
  const error = (() => {
    try {
      return abstractionToOnnx(network, abstraction, 'pulse');
    } catch (e) {
      return e;
    }
  })();
  expect(isCrnGridError(error, 'KernelError')).toBe(true);
  expect(String(error)).toContain('pulse');
});

test.each([
  [{ head: { components: ['normal-diag', 'log-normal-tril'] as const } }, /normal-diag components alone/],
  [{ past: 2 }, /looks back on 2 steps/],
])('refuses what a file cannot say yet: %j', (options, message) => {
  const abstraction = randomGaussian(bees.network, { rates: bees.rates, ...options });
  expect(() => abstractionToOnnx(bees.network, abstraction, 'none')).toThrow(message);
});
