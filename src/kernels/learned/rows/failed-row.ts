/** What is said of a row that a learned kernel cannot step. */
import type { Network } from '../../../crn/network.ts';
import { KernelError } from '../../../errors.ts';
import type { Abstraction } from '../../abstraction.ts';
import type { Counts } from '../../kernel.ts';
import type { Row } from '../heads/head.ts';
import type { FewEvents } from '../heads/integer/few-events.ts';
import { Failure, report } from './layout.ts';
import type { RowModule } from './row-module.ts';

/** Whose row it is. */
export interface FailedKernel {
  readonly spec: { readonly kind: string };
  readonly network: Network;
  readonly abstraction: Abstraction;
  readonly module: RowModule;
}

/** @param failure  what the emitted code has reported last, one of `Failure` */
export function failedRow(
  { spec, network, abstraction, module }: FailedKernel,
  failure: number,
  few: FewEvents,
  counts: Counts,
  rates: Float64Array,
  { at, ra }: Row,
): KernelError {
  if (failure === Failure.strayed)
    return new KernelError(
      `${spec.kind} kernel`,
      `a row left the training domain: ${strays(network, abstraction, counts, at, rates, ra).join(', ')}`,
      'Widen `train.ranges` (and `train.totals`) and train again, or use outside: "ssa".',
    );
  if (failure === Failure.propensity) {
    // Says which reaction it is.
    few.propensities(counts, at, rates, ra);
    few.solve(counts, at, rates, ra, abstraction.dt);
  }
  return new KernelError(
    `${spec.kind} kernel`,
    `it drew ${module.value()} molecules of ${network.species[module.read(report.species)]!}`,
    'Train it on a wider range, or set outside: "ssa".',
  );
}

/** What of a row lies outside the training domain. */
function strays(
  { species, rates: names }: Network,
  { domain }: Abstraction,
  counts: Counts,
  at: number,
  rates: Float64Array,
  ra: number,
): string[] {
  const describe = (name: string, value: number, low: number, high: number, slack: number): string[] =>
    value >= low * (1 - slack) && value <= high * (1 + slack)
      ? []
      : [`${name} = ${value} (trained on ${low} to ${high})`];
  return [
    ...species.flatMap((name, s) => describe(name, counts[at + s]!, ...domain.counts[s]!, 0)),
    ...(domain.totals ?? []).flatMap(({ coefficients, is }) => {
      const sum = coefficients.reduce((all, c, s) => all + c * counts[at + s]!, 0);
      return sum === is ? [] : [`${inWords(coefficients, species)} = ${sum} (trained on ${is})`];
    }),
    ...names.flatMap((name, k) => describe(name, rates[ra + k]!, ...domain.rates[k]!, 1e-9)),
  ];
}

/** `G1 + 2 G2`. */
export function inWords(coefficients: readonly number[], species: readonly string[]): string {
  return coefficients
    .flatMap((c, s) => (c === 0 ? [] : [c === 1 ? species[s]! : `${c} ${species[s]}`]))
    .join(' + ');
}
