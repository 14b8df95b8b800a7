/** What the command line says of a front: its table, its lines for the scenario, its files. */
import { cpus } from 'node:os';
import { join } from 'node:path';
import { AbstractionError } from '../../errors.ts';
import { frontChartSvg } from '../../figures/front-chart.ts';
import { writeFigures } from '../../figures/write-figures.ts';
import { cureOf, disk, whyFailed } from '../../record/files.ts';
import type { Front, FrontNetwork } from '../../run/learn/front-scenario.ts';
import type { FrontPlan } from '../../run/learn/plan-front.ts';
import type { Scenario } from '../../run/scenario.ts';
import { version } from '../../version.ts';
import { count, seconds, type Terminal } from '../terminal.ts';
import { kernelLine } from './kernel-line.ts';

/** The front as plain data: what `<name>-front.json` holds, and `--json` prints. */
export function frontJson(scenario: Scenario, { networks, best, rows }: Front): object {
  return {
    formatVersion: 1,
    scenario: scenario.name,
    step: scenario.time.step,
    machine: cpus()[0]?.model ?? 'unknown',
    versions: { 'crn-grid': version, node: process.versions.node },
    rows,
    best: best?.name ?? null,
    networks: networks.map(({ spec, excess, worst, ...rest }) => ({
      ...rest,
      excess: excess ?? null,
      worst: worst ?? null,
      line: kernelLine(spec),
    })),
  };
}

/**
 * Writes `<name>-front.json` and `<name>-front.svg` into a folder.
 *
 * @returns their paths
 * @throws AbstractionError, RecordingError when the disk refuses
 */
export async function writeFront(directory: string, scenario: Scenario, front: Front): Promise<string[]> {
  const base = join(directory, `${scenario.name}-front`);
  const json = `${base}.json`;
  try {
    await disk.write(
      json,
      new TextEncoder().encode(`${JSON.stringify(frontJson(scenario, front), null, 1)}\n`),
    );
  } catch (cause) {
    throw new AbstractionError(json, `it cannot be written: ${whyFailed(cause)}`, cureOf(cause), { cause });
  }
  const svg = frontChartSvg({
    title: scenario.name,
    subtitle: `accuracy against speed, on ${cpus()[0]?.model ?? 'this machine'}`,
    lossTitle: 'held-out loss (nats)',
    points: networksOf(front).map(({ name, loss, microseconds, front }) => ({
      name,
      loss,
      microseconds,
      front,
    })),
  });
  return [json, ...(await writeFigures([[`${base}.svg`, svg]]))];
}

/** How long each network takes, and all of them. */
export function printFrontPlan(terminal: Terminal, { networks, seconds: all }: FrontPlan): void {
  const rows = [
    ...networks.map(({ rung, estimate }) => [
      rung.name,
      estimate ? seconds(estimate.seconds) : 'stored already',
    ]),
    ['all', seconds(all)],
  ];
  const widths = [0, 1].map((c) => Math.max(...rows.map((row) => row[c]!.length)));
  for (const [name, time] of rows)
    terminal.print(`  ${name!.padEnd(widths[0]!)}  ${time!.padStart(widths[1]!)}`);
  terminal.print();
  terminal.print(
    'The first simulates the data and the exact trajectories of all verdicts. A fit that stops getting better ends before its last epoch.',
  );
}

/** The same for programs. */
export function frontPlanJson({ networks, seconds }: FrontPlan): object {
  return {
    seconds,
    networks: networks.map(({ rung: { name, spec }, estimate }) => ({
      name,
      line: kernelLine(spec),
      stored: estimate === undefined,
      seconds: estimate?.seconds ?? 0,
      stages: estimate?.stages ?? [],
    })),
  };
}

/** The fastest first. */
function networksOf({ networks }: Front): FrontNetwork[] {
  return [...networks].sort((a, b) => a.microseconds - b.microseconds);
}

const head = ['', 'network', 'parameters', 'µs a cell', 'held-out loss', 'excess', 'worst', 'verdict'];
/** Columns of words; the others are numbers. */
const left = [0, 1, 7];

/** The table, and the line of each network that one may take. */
export function printFront(terminal: Terminal, front: Front): void {
  const networks = networksOf(front);
  const table = networks.map((n) => [
    n.front ? '*' : '',
    n.name,
    count(n.parameters),
    n.microseconds.toPrecision(3),
    n.loss.toFixed(4),
    n.excess === undefined ? '–' : n.excess.toFixed(4),
    n.worst === undefined ? '–' : `${n.worst.toFixed(2)} ×`,
    !n.pass ? 'failed' : n.doubtful ? 'passes, as far as its samples tell' : 'passed',
  ]);
  const widths = head.map((_, c) => Math.max(...[head, ...table].map((row) => row[c]!.length)));
  for (const row of [head, ...table])
    terminal.print(
      `  ${row.map((text, c) => (left.includes(c) ? text.padEnd(widths[c]!) : text.padStart(widths[c]!))).join('  ')}`.trimEnd(),
    );
  terminal.print();
  terminal.print(`* no other is better in loss or time, and not worse in the other. Timed on ${front.rows}.`);
  terminal.print('Loss and excess in nats; worst: the farthest histogram, against that of two exact sets.');
  terminal.print();
  const names = Math.max(...networks.map(({ name }) => name.length));
  for (const { name, spec } of networks) terminal.print(`  ${name.padEnd(names)}  ${kernelLine(spec)},`);
  terminal.print();
  terminal.print(
    front.best
      ? `Take ${front.best.name}, the cheapest of those that pass.`
      : 'None passes its verdict: train longer (`--epochs`, `--transitions`), or run exactly.',
  );
}
