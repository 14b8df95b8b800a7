import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { crn } from '../../src/crn/crn.ts';
import type { MassAction, Network } from '../../src/crn/network.ts';
import * as published from '../support/networks.ts';
import { printNetwork } from '../support/print-network.ts';

/** All that a text means: no text, no line numbers. */
function meaning({ text: _text, reactions, ...rest }: Network) {
  return { ...rest, reactions: reactions.map(({ line: _line, ...reaction }) => reaction) };
}

function reread(network: Network): Network {
  return crn(printNetwork(network), { massAction: network.massAction });
}

describe('printNetwork', () => {
  test('writes what a reader would write', () => {
    const network = crn(`
      grow: X->X+X @{ (k*X)*(1 - (X/K)) }   # logistic
      A+A<->B@k_on,2.5
      at 5:A=10,B=(B+5)
      when(A>20):A=-(3^2)
    `);
    expect(printNetwork(network).split('\n')).toEqual([
      'species X, A, B',
      'rates k, K, k_on',
      'grow: X -> 2 X @ {k * X * (1 - X / K)}',
      '2 A -> B @ k_on',
      'B -> 2 A @ 2.5',
      'at 5: A = 10, B = B + 5',
      'when A > 20: A = -3^2',
    ]);
  });

  test('keeps the published networks', () => {
    const { birthDeath, sir, gene, x16, x40, x44, x47, bees, egfr, geneExpression, toggle, epidemic } =
      published;
    for (const { network } of [birthDeath, sir, gene, x16, x40, x44, x47, bees, geneExpression, toggle])
      expect(meaning(reread(network))).toEqual(meaning(network));
    for (const { network } of [egfr(), egfr({ v2: 'falling' }), epidemic(0.2), published.cascade1(15)])
      expect(meaning(reread(network))).toEqual(meaning(network));
  });

  test('keeps any network', () => {
    fc.assert(
      fc.property(networks, (network) => {
        expect(meaning(reread(network))).toEqual(meaning(network));
      }),
      { numRuns: 400, seed: 7 },
    );
  });
});

const species = ['A', 'B', 'Cc', 'D_1'];
const rates = ['k', 'm', 'e'];

/** Formulas in full brackets, so that the text fixes the tree. */
const { formula } = fc.letrec<{ formula: string; leaf: string; node: string }>((tie) => ({
  leaf: fc.oneof(
    fc.constantFrom(...species, ...rates, 't', 'pi'),
    fc.double({ min: 0, max: 1e300, noNaN: true }).map(String),
    fc.nat(99).map(String),
  ),
  node: fc.oneof(
    fc
      .tuple(
        tie('formula'),
        fc.constantFrom('+', '-', '*', '/', '^', '**', '<', '<=', '>', '>=', '==', '!=', '&&', '||'),
        tie('formula'),
      )
      .map(([a, sign, b]) => `(${a} ${sign} ${b})`),
    fc.tuple(fc.constantFrom('-', '!', 'exp', 'floor', 'tanh'), tie('formula')).map(([f, a]) => `${f}(${a})`),
    fc
      .tuple(fc.constantFrom('min', 'max', 'pow'), tie('formula'), tie('formula'))
      .map(([f, a, b]) => `${f}(${a}, ${b})`),
    fc
      .tuple(fc.constantFrom('hill', 'if'), tie('leaf'), tie('leaf'), tie('leaf'))
      .map(([f, ...args]) => `${f}(${args})`),
  ),
  formula: fc.oneof({ depthSize: 'small', withCrossShrink: true }, tie('leaf'), tie('node')),
}));

const side = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 3 }), fc.constantFrom(...species)), { maxLength: 3 })
  .map((terms) => terms.map(([count, name]) => `${count} ${name}`).join(' + ') || '0');
const rate = fc.oneof(
  fc.constantFrom(...rates, '0.5', '1e-7'),
  formula.map((text) => `{${text}}`),
);
const reaction = fc
  .tuple(fc.boolean(), side, side, rate, rate)
  .map(([back, a, b, forth, there]) =>
    back ? `${a} <-> ${b} @ ${forth}, ${there}` : `${a} -> ${b} @ ${forth}`,
  );
const event = fc
  .tuple(fc.boolean(), fc.nat(20), fc.constantFrom(...species), formula)
  .map(([at, n, name, to]) => `${at ? `at ${n / 4}` : `when ${name} > ${n}`}: ${name} = ${to}`);

const networks = fc
  .tuple(
    fc.array(fc.oneof({ weight: 3, arbitrary: reaction }, { weight: 1, arbitrary: event }), { maxLength: 6 }),
    fc.constantFrom<MassAction>('combinations', 'falling', 'powers'),
  )
  .map(([lines, massAction]) => {
    const useful = lines.filter((line) => !changesNothing(line));
    return crn(['species A, B, Cc, D_1', ...useful].join('\n'), { massAction });
  });

function changesNothing(line: string): boolean {
  try {
    crn(`species A, B, Cc, D_1\n${line}`);
    return false;
  } catch (error) {
    if (String(error).includes('changes nothing')) return true;
    throw error;
  }
}
