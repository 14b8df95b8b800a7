/** `crn-grid plan`: what each kernel costs for a scenario on this machine, and which one `auto` takes. */
import { Command, Option } from 'commander';
import type { KernelOffer } from '../kernels/choose-kernel.ts';
import { ssa } from '../kernels/specs.ts';
import { setUp } from '../run/setup.ts';
import { loadScenario } from './load-scenario.ts';
import { kernelOf, shared } from './options.ts';
import { type MeasuredChoice, measureChoice } from './resolve-kernel.ts';
import { count, openTerminal, seconds, type Terminal } from './terminal.ts';

interface PlanFlags {
  kernel?: 'mdn' | 'search';
  threads?: number;
  until?: number;
  rate?: Record<string, number>;
  size?: [number, number];
  quiet?: boolean;
  json?: boolean;
}

export function planCommand(): Command {
  return new Command('plan')
    .summary('measure the kernels for a scenario, and say which to take')
    .description(
      'Measures what a step of a cell costs with each kernel, on this machine and on states the run meets, and says which one `auto` takes.',
    )
    .argument('<scenario>', 'a scenario file')
    .addOption(
      new Option(
        '--kernel <kind>',
        "the learned kernel: the scenario's own, or what a search has found",
      ).choices(['mdn', 'search']),
    )
    .addOption(shared.threads())
    .addOption(shared.until())
    .addOption(shared.rate())
    .addOption(shared.size())
    .addOption(shared.quiet())
    .addOption(shared.json())
    .addHelpText(
      'after',
      `
Takes some seconds. Tau-leaping has no stored verdict: one step from a few states is compared with
exact simulation. A learned kernel must have passed the verdict that \`train\` or \`validate\` has stored.

Examples:
  crn-grid plan scenarios/x16.ts
  crn-grid plan scenarios/x16.ts --size 256x256 --json`,
    )
    .action(planAction);
}

async function planAction(path: string, flags: PlanFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const { scenario: loaded, abstractions } = await loadScenario(path);
  const scenario = flags.kernel ? { ...loaded, kernel: kernelOf(loaded, flags.kernel) } : loaded;
  const overrides = {
    ...(flags.until === undefined ? {} : { until: flags.until }),
    ...(flags.rate === undefined ? {} : { rates: flags.rate }),
    ...(flags.size === undefined ? {} : { size: flags.size }),
  };
  const { setup, start } = setUp(scenario, { ...overrides, kernel: ssa() });
  const { width, height } = setup.lattice;
  const { steps, dt } = setup;
  const job = { scenario, setup, start, abstractions: [abstractions], file: path, overrides };
  const measured = await measureChoice({
    ...job,
    ...(flags.threads === undefined ? {} : { threads: flags.threads }),
  });
  const cellSteps = width * height * steps;
  if (flags.json) {
    process.stdout.write(`${JSON.stringify(jsonPlan(measured, cellSteps), null, 2)}\n`);
    return;
  }
  const { pilot, threads, choice } = measured;
  terminal.print(
    `${scenario.name}: ${width} × ${height} cells, ${count(steps)} steps of ${`${dt} ${setup.timeUnit}`.trim()}, on ${threads} thread${threads > 1 ? 's' : ''}`,
  );
  terminal.print(`Measured on ${pilot.says}: ${events(choice.events)} reaction events a cell and step.`);
  terminal.print();
  printOffers(terminal, measured, cellSteps);
  terminal.print();
  if (!measured.path)
    terminal.print(
      `Nothing is learned for this step and shape yet: crn-grid train ${path}${flags.kernel === 'search' ? ' --search' : ''}`,
    );
  if (choice.breakEven !== undefined)
    terminal.print(
      `The learned kernel is the cheaper one from ${events(choice.breakEven)} events a cell and step on.`,
    );
  terminal.print(`\`auto\` takes ${choice.offers[0]!.kernel}: ${whyBest(choice.offers)}.`);
}

function printOffers(terminal: Terminal, { choice, threads }: MeasuredChoice, cellSteps: number): void {
  const exact = choice.offers.find((o) => o.spec.kind === 'ssa')!.cost!.microseconds;
  const rows = choice.offers.map(({ kernel, cost, verdict }) => [
    kernel,
    cost ? cost.microseconds.toPrecision(3) : '—',
    cost ? `${(cost.microseconds / exact).toPrecision(2)} ×` : '—',
    cost ? seconds(runSeconds(cost.microseconds, cellSteps, threads)) : '—',
    verdict,
  ]);
  const head = ['kernel', 'µs a cell', 'of exact', 'whole run', 'verdict'];
  const widths = head.map((_, c) => Math.max(...[head, ...rows].map((row) => row[c]!.length)));
  for (const row of [head, ...rows])
    terminal.print(
      `  ${row.map((text, c) => (c === 0 || c === 4 ? text.padEnd(widths[c]!) : text.padStart(widths[c]!))).join('   ')}`.trimEnd(),
    );
}

/** Seconds that the cells of a whole run react; travelling comes on top. */
function runSeconds(microseconds: number, cellSteps: number, threads: number): number {
  return (1e-6 * microseconds * cellSteps) / threads;
}

function whyBest(offers: readonly KernelOffer[]): string {
  const usable = offers.filter((o) => o.pass);
  return usable.length > 1 ? 'the cheapest of those that pass' : 'no other passes';
}

function events(n: number): string {
  return n < 10 ? n.toPrecision(2) : count(n);
}

/** The same facts for programs. */
function jsonPlan({ choice, pilot, threads, path }: MeasuredChoice, cellSteps: number): object {
  return {
    sample: pilot.says,
    threads,
    cellSteps,
    eventsPerStep: choice.events,
    breakEvenEvents: choice.breakEven ?? null,
    abstraction: path ?? null,
    chosen: choice.spec,
    kernels: choice.offers.map(({ kernel, spec, cost, pass, verdict }) => ({
      kernel,
      kind: spec.kind,
      pass,
      verdict,
      microseconds: cost?.microseconds ?? null,
      seconds: cost ? runSeconds(cost.microseconds, cellSteps, threads) : null,
    })),
  };
}
