/** Small models for tests, and what a reaction of one is worth. */
import { evaluate, propensities } from '../../../../src/crn/evaluate.ts';
import type { Model } from '../../../../src/formats/model.ts';
import { readBngl } from '../../../../src/formats/rules/bngl.ts';

interface Blocks {
  readonly types?: string;
  readonly seeds: string;
  readonly rules: string;
  readonly observables?: string;
  readonly functions?: string;
  readonly actions?: string;
}

const block = (name: string, text: string | undefined): string =>
  text === undefined ? '' : `begin ${name}\n${text}\nend ${name}\n`;

/** Rates `k` = 1, `k2` = 10 and `k3` = 100 are there. Statements may be parted by `;`. */
export function bngl({ types, seeds, rules, observables, functions, actions = '' }: Blocks): string {
  const text = [
    block('parameters', 'k 1;k2 10;k3 100'),
    block('molecule types', types),
    block('seed species', seeds),
    block('observables', observables),
    block('functions', functions),
    block('reaction rules', rules),
    actions,
  ];
  return text.join('').replaceAll(';', '\n');
}

export function model(blocks: Blocks, limits?: Parameters<typeof readBngl>[2]): Model {
  return readBngl(bngl(blocks), 'small.bngl', limits);
}

/** What a species of the network is called in the file. */
export function called(model: Model, species: string): string {
  return model.labels?.[species] ?? species;
}

/** `A(b) + B(a) -> A(b!1).B(a!1)` and its propensity where there are `count` molecules of each species. */
export function reactionsOf(model: Model, count = 1): [string, number][] {
  const { network, rates } = model;
  const values = propensities(
    network,
    network.species.map(() => count),
    network.rates.map((rate) => rates[rate]!),
    0,
  );
  const side = (terms: readonly { species: number; count: number }[]): string =>
    terms
      .flatMap((term) =>
        Array.from({ length: term.count }, () => called(model, network.species[term.species]!)),
      )
      .join(' + ') || '0';
  return network.reactions.map(({ reactants, products }, r) => [
    `${side(reactants)} -> ${side(products)}`,
    values[r]!,
  ]);
}

/** An observable where there are as many molecules as said of each species by its name in the file, else none. */
export function observed(model: Model, name: string, counts: Readonly<Record<string, number>>): number {
  const { network, rates, observables } = model;
  return evaluate(
    observables!.find((own) => own.name === name)!.of,
    network.species.map((species) => counts[called(model, species)] ?? 0),
    network.rates.map((rate) => rates[rate]!),
    0,
  );
}
