/** `crn-grid plan`: what each kernel costs for a scenario on this machine, and which one `auto` takes. */
import { Command } from 'commander';
import type { Abstraction } from '../../kernels/abstraction.ts';
import type { KernelOffer } from '../../kernels/choose-kernel.ts';
import { describeShape, shapeKey } from '../../kernels/learned/shape/shape.ts';
import { learnedShape } from '../../kernels/open-kernel.ts';
import { ssa } from '../../kernels/specs.ts';
import { setUp } from '../../run/scenario/setup.ts';
import type { Scenario } from '../../run/scenario.ts';
import { loadScenario } from '../given/load-scenario.ts';
import { shared } from '../given/options.ts';
import { type MeasuredChoice, measureChoice, ownShape } from '../given/resolve-kernel.ts';
import { warnOfStart } from '../run/learned-warnings.ts';
import { count, openTerminal, seconds, type Terminal } from '../terminal.ts';

interface PlanFlags {
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
    .addOption(shared.threads('threads of the run that is planned (default: all)'))
    .addOption(shared.until())
    .addOption(shared.rate())
    .addOption(shared.size())
    .addOption(shared.quiet())
    .addOption(shared.json())
    .addHelpText(
      'after',
      `
Takes some seconds. Tau-leaping has no stored verdict: one step from a few states is compared with
exact simulation. All kernels that have been learned for this network and step are looked at, of whatever shape;
one may be used if it has passed the verdict that \`train\` has stored with it.

Examples:
  crn-grid plan scenarios/x16.ts
  crn-grid plan scenarios/x16.ts --size 256x256 --json`,
    )
    .action(planAction);
}

async function planAction(path: string, flags: PlanFlags): Promise<void> {
  const terminal = openTerminal(flags);
  const { scenario, abstractions } = await loadScenario(path);
  terminal.note(`${scenario.name}: running some steps and timing each kernel on them, some seconds`);
  const overrides = {
    ...(flags.until === undefined ? {} : { until: flags.until }),
    ...(flags.rate === undefined ? {} : { rates: flags.rate }),
    ...(flags.size === undefined ? {} : { size: flags.size }),
  };
  const { setup, start } = setUp(scenario, { ...overrides, kernel: ssa() });
  warnOfStart(terminal, scenario, setup, start);
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
  terminal.print('  (ode is not listed: it takes the mean course for the law, and `auto` never takes it)');
  terminal.print();
  const todo = toLearn(path, scenario, measured);
  if (todo) terminal.print(todo);
  if (choice.breakEven) {
    const [low, high] = choice.breakEven.map((n) => (n < 1e4 ? `${n}` : count(n)));
    terminal.print(
      `The learned kernel is the cheaper one from ${low}–${high} events a cell and step on, as near as that can be measured.`,
    );
  }
  terminal.print(`\`auto\` takes ${choice.offers[0]!.kernel}: ${whyBest(choice.offers)}.`);
}

/** What has not been learned yet, and the command that learns it; undefined where there is nothing to say. */
function toLearn(path: string, scenario: Scenario, { stored }: MeasuredChoice): string | undefined {
  const own = shapeKey(ownShape(scenario));
  if (stored.some(({ abstraction }) => shapeKey(abstraction.shape) === own)) return undefined;
  const command = `crn-grid train ${path}`;
  if (asksToLearn(scenario))
    return `Nothing is learned for this step and ${stored.length > 0 ? 'the shape that the scenario asks for' : 'network'} yet: ${command}`;
  if (stored.length > 0) return undefined;
  return `Nothing is learned for this step and network yet: add \`kernel: mdn()\` to the scenario, then ${command}`;
}

/** May `train` be called as it is? */
function asksToLearn({ kernel }: Scenario): boolean {
  return kernel === 'auto' || (kernel !== undefined && learnedShape(kernel) !== undefined);
}

function printOffers(terminal: Terminal, { choice, threads }: MeasuredChoice, cellSteps: number): void {
  const mixed = choice.offers.find((o) => o.spec.kind === 'hybrid');
  if (mixed?.spec.kind === 'hybrid')
    terminal.print(
      `hybrid: cells that expect fewer than ${events(mixed.spec.exactBelow)} events are stepped exactly, the others by mdn (${describeShape(mixed.spec)})`,
    );
  const exact = choice.offers.find((o) => o.spec.kind === 'ssa')!.cost!.microseconds;
  const rows = choice.offers.map(({ kernel, spec, cost, verdict }) => [
    spec.kind === 'hybrid' ? 'hybrid' : kernel,
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
function jsonPlan({ choice, pilot, threads, stored }: MeasuredChoice, cellSteps: number): object {
  const folder = (of: Abstraction | undefined): string | null =>
    stored.find(({ abstraction }) => abstraction === of)?.path ?? null;
  return {
    sample: pilot.says,
    threads,
    cellSteps,
    eventsPerStep: choice.events,
    breakEvenEvents: choice.breakEven ?? null,
    abstraction: folder(choice.abstraction),
    chosen: choice.spec,
    kernels: choice.offers.map(({ kernel, spec, abstraction, cost, pass, verdict }) => ({
      kernel,
      kind: spec.kind,
      abstraction: folder(abstraction),
      pass,
      verdict,
      microseconds: cost?.microseconds ?? null,
      seconds: cost ? runSeconds(cost.microseconds, cellSteps, threads) : null,
    })),
  };
}
