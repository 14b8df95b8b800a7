/** One cell of a scenario, taken out of its grid: what an ensemble simulates. */
import { ScenarioError } from '../../errors.ts';
import { setUp } from '../scenario/setup.ts';
import type { Scenario } from '../scenario.ts';

export interface WellMixed {
  readonly rates: Record<string, number>;
  readonly start: Record<string, number>;
}

/** @throws ScenarioError if there is no such cell, or its rates follow a field */
export function wellMixed(scenario: Scenario, [x, y]: readonly [number, number]): WellMixed {
  const { setup, start } = setUp(scenario);
  const { lattice, network } = setup;
  if (x >= lattice.width || y >= lattice.height)
    throw new ScenarioError(
      `scenario "${scenario.name}"`,
      `there is no cell (${x}, ${y}) in a grid of ${lattice.width} × ${lattice.height}`,
      'Give `--cell x,y` inside the grid.',
    );
  if (setup.fields.length > 0)
    throw new ScenarioError(
      `scenario "${scenario.name}"`,
      `the field "${setup.fields[0]!.name}" lives in space only`,
      'Use `crn-grid run`, or a scenario without fields.',
    );
  const cell = y * lattice.width + x;
  const rateRow = setup.ratesPerCell ? cell * network.rates.length : 0;
  return {
    rates: Object.fromEntries(network.rates.map((name, r) => [name, setup.rates[rateRow + r]!])),
    start: Object.fromEntries(
      network.species.map((name, s) => [name, start.counts[cell * network.species.length + s]!]),
    ),
  };
}
