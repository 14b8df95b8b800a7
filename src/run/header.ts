/** What a recording says about the run that made it. */
import type { Abstraction } from '../kernels/abstraction.ts';
import { pastOf } from '../kernels/learned/row-history.ts';
import { routes } from '../kernels/routes.ts';
import type { ForkedFrom, RecordingHeader } from '../record/format.ts';
import type { RecordedAbstraction } from '../record/recorded-abstraction.ts';
import { version } from '../version.ts';
import { hashSetup, type Setup, type Start } from './scenario/setup.ts';
import type { Scenario } from './scenario.ts';

export function headerOf(
  scenario: Scenario,
  setup: Setup,
  start: Start,
  command: string,
  abstraction?: Abstraction,
  recorded?: RecordedAbstraction,
  forkedFrom?: ForkedFrom,
): RecordingHeader {
  const { network, lattice } = setup;
  const fields = setup.fields.map((f) => f.name);
  const rates: Record<string, number | number[]> = {};
  network.rates.forEach((name, r) => {
    if (fields.includes(name)) return;
    const column = setup.rates.filter((_, i) => i % network.rates.length === r);
    rates[name] = column.every((v) => v === column[0]) ? column[0]! : Array.from(column);
  });
  return {
    scenario: scenario.name,
    scenarioHash: hashSetup(setup, start, abstraction),
    height: lattice.height,
    width: lattice.width,
    species: network.species,
    fields,
    observables: Object.keys(
      scenario.record?.observables ?? Object.fromEntries(network.species.map((s) => [s, 1])),
    ),
    network: network.text,
    rates,
    seed: setup.seed,
    dt: setup.dt,
    timeUnit: setup.timeUnit,
    kernel: setup.kernel,
    ...(setup.backend ? { backend: setup.backend } : {}),
    ...(recorded ? { abstraction: recorded } : {}),
    versions: { 'crn-grid': version, node: process.versions.node },
    command,
    ...(pastOf(setup.kernel) > 1 ? { past: pastOf(setup.kernel) } : {}),
    ...(setup.routes ? { routes } : {}),
    ...(forkedFrom ? { forkedFrom } : {}),
    view: Object.fromEntries(
      Object.entries(scenario.view ?? {}).map(([name, label]) => [
        name,
        typeof label === 'string' ? { label } : label,
      ]),
    ),
  };
}
