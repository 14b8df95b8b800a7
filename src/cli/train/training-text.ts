/** What the command line says of a training: its plan, where it is, what came of it. */
import type { Provenance } from '../../kernels/abstraction.ts';
import type { LogRecord } from '../../learning/keep/log.ts';
import type { Estimate, PlannedStage } from '../../learning/plan/estimate.ts';
import { type Progress, stageClock, stageNames, stageTitle } from '../../learning/stages/progress.ts';
import { count, seconds, type Terminal } from '../terminal.ts';

/** The stages as a table: what each does, and how long it takes. */
export function printPlan(terminal: Terminal, { plan, speeds, stages, seconds: all }: Estimate): void {
  terminal.print(
    `one step holds ${amount(plan.eventsPerStep)} reaction events on average; this machine simulates ${amount(speeds.events)} events per second`,
  );
  terminal.print(
    plan.epochsPerDraw > 0
      ? `simulation is cheap here: ${plan.epochsPerDraw === 1 ? 'every epoch has data of its own' : `new data every ${plan.epochsPerDraw} epochs`}`
      : 'simulation is dear here: data are drawn once, and kept',
  );
  terminal.print();
  const open = stages.some(({ atLeast }) => atLeast);
  const time = (of: number, atLeast?: boolean): string => `${atLeast ? '> ' : ''}${seconds(of)}`;
  const rows = stages.map(
    (stage) => [stageTitle(stage.name), words(stage), time(stage.seconds, stage.atLeast)] as const,
  );
  const widths = [0, 1].map((i) => Math.max(...rows.map((row) => row[i]!.length)));
  for (const [title, what, takes] of rows)
    terminal.print(`  ${title.padEnd(widths[0]!)}  ${what.padEnd(widths[1]!)}  ${takes.padStart(12)}`);
  terminal.print(`  ${'all'.padEnd(widths[0]!)}  ${''.padEnd(widths[1]!)}  ${time(all, open).padStart(12)}`);
  terminal.print();
  if (open)
    terminal.print(
      'The network cannot be simulated before it is trained: how long its steps take is not known.',
    );
  terminal.print('A fit that stops getting better ends before its last epoch.');
}

const units: Readonly<Record<string, string>> = {
  states: 'starting states',
  transitions: 'transitions',
  events: 'events',
  epochs: 'epochs at most',
  turns: 'turns',
  parameters: 'parameters',
  trajectories: 'trajectories of each kernel',
  cells: 'cell steps',
};

function words({ amounts }: PlannedStage): string {
  return Object.entries(amounts)
    .filter(([, n]) => n > 0)
    .map(([name, n]) => `${amount(n)} ${units[name] ?? name}`)
    .join(', ');
}

/** Whole below a million, then in powers of ten. */
function amount(n: number): string {
  return n < 1e6 ? count(n) : n.toExponential(1).replace('e+', 'e');
}

/**
 * Draws where a training is: the stage, its bar, the time left of it and of all.
 *
 * @param estimate  as calibrated before; without one only the stage's own time is told
 */
export function showTraining(
  terminal: Terminal,
  rounds: number,
  search: boolean,
  estimate?: Estimate,
): (progress: Progress) => void {
  const clock = stageClock(
    stageNames(rounds, search),
    Object.fromEntries((estimate?.stages ?? []).map(({ name, seconds }) => [name, seconds])),
  );
  return (progress) => {
    const { number, stages, left, leftInAll } = clock(progress);
    const { stage, share, epoch, epochs, heldOut } = progress;
    const fit = epoch === undefined ? '' : `, epoch ${epoch} of at most ${epochs}`;
    const loss = heldOut === undefined ? '' : `, held-out loss ${heldOut.toFixed(4)} nats`;
    const all = Number.isFinite(leftInAll) && stages > number ? `, ${seconds(leftInAll)} in all` : '';
    terminal.progress(
      share,
      1,
      `stage ${number} of ${stages}, ${stageTitle(stage)}${fit}${loss}${all}`,
      left,
    );
  };
}

/** How often the learning rate fell, and why; nothing where it never did but by its schedule. */
export function ratesFallen(records: readonly LogRecord[]): string[] {
  const times = (name: 'setbacks' | 'drops'): string => {
    const n = records.reduce((sum, record) => sum + (record[name] ?? 0), 0);
    return n === 0 ? '' : n === 1 ? 'once' : `${n} times`;
  };
  const [setbacks, drops] = [times('setbacks'), times('drops')];
  return [
    ...(setbacks ? [`the learning rate was halved ${setbacks}, where a loss was no number`] : []),
    ...(drops ? [`the learning rate dropped ${drops}, since held-out losses got no better`] : []),
  ];
}

/** How the kernel was learned, in a sentence. */
export function trainedOn({ starts, transitions, epochs, rounds, backend }: Provenance): string {
  const [many, last] = rounds > 1 ? [` in ${rounds} rounds`, ` of round ${rounds}`] : ['', ''];
  const best = epochs === 0 ? `no epoch${last} better than its start` : `best in epoch ${epochs}${last}`;
  return `learned from ${count(transitions)} steps from ${count(starts)} starting states${many}, ${best} (${backend})`;
}
