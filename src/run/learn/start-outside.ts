/** Tells when a scenario starts where its own kernel is not trained, so that the kernel would hardly be used. */
import { dependencies } from '../../crn/dependencies.ts';
import type { Network } from '../../crn/network.ts';
import type { Abstraction, Domain } from '../../kernels/abstraction.ts';
import { inWords } from '../../kernels/learned/rows/failed-row.ts';
import type { Setup, Start } from '../scenario/setup.ts';
import type { Scenario } from '../scenario.ts';
import { trainingRanges, trainingTotals } from './training-job.ts';

/** Where a cell may be: least and greatest counts by species, and sums that it has. */
type Within = Pick<Domain, 'counts' | 'totals'>;

/**
 * Holds the start of a run against what `train` in the scenario says of starting states, or, where the
 * kernel has been trained, against where that was: a later round adds states that the grid visits.
 *
 * @returns a warning; undefined where all cells start inside
 */
export function startOutside(
  scenario: Scenario,
  { setup, start }: { readonly setup: Setup; readonly start: Start },
  abstraction?: Abstraction,
): string | undefined {
  const { network } = setup;
  const wrong = wrongIn(network, abstraction?.domain ?? trainingWithin(scenario));
  const width = network.species.length;
  const cells = start.counts.length / width;
  let outside = 0;
  let first = '';
  for (let cell = 0; cell < cells; cell++) {
    const what = wrong(start.counts.subarray(cell * width, (cell + 1) * width));
    if (what === undefined) continue;
    if (outside++ === 0) {
      const { lattice } = setup;
      first = `cell (${cell % lattice.width}, ${Math.floor(cell / lattice.width)}) has ${what}`;
    }
  }
  if (outside === 0) return undefined;
  const known = abstraction ? 'the learned kernel was trained' : '`train` says to train';
  return (
    `scenario "${scenario.name}": ${outside} of ${cells} cells start outside the states that ${known} on: ${first}.\n` +
    'Cells are stepped exactly while they are outside. ' +
    `Widen \`train.ranges\` or mend \`train.totals\`${abstraction ? ' and train again' : ''}, or change \`start\`.`
  );
}

function trainingWithin(scenario: Scenario): Within {
  const totals = trainingTotals(scenario).map(({ of, is }) => ({
    coefficients: scenario.crn.species.map((_, s) => (of.includes(s) ? 1 : 0)),
    is,
  }));
  return { counts: trainingRanges(scenario), totals };
}

/** Says of a row `P1 = 2000, not 0 to 1200`; undefined where nothing is wrong. */
function wrongIn(network: Network, { counts, totals = [] }: Within): (row: Int32Array) => string | undefined {
  const { species } = network;
  const { readers } = dependencies(network);
  return (row) => {
    // First the sums: a species of one has a range that follows from it.
    for (const { coefficients, is } of totals) {
      const sum = coefficients.reduce((all, c, s) => all + c * row[s]!, 0);
      if (sum !== is) return `${inWords(coefficients, species)} = ${sum}, not ${is}`;
    }
    for (let s = 0; s < row.length; s++) {
      const [low, high] = counts[s]!;
      // What nothing reads may have any count.
      if (readers[s]!.length > 0 && (row[s]! < low || row[s]! > high))
        return `${species[s]} = ${row[s]}, not ${low} to ${high}`;
    }
    return undefined;
  };
}
