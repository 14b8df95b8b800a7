/** What a run says of itself at the end. */
import { join } from 'node:path';
import { learnedShape } from '../../kernels/open-kernel.ts';
import { abstractionInWords, type RecordedAbstraction } from '../../record/recorded-abstraction.ts';
import type { Outcome } from '../../run/outcome.ts';
import type { Setup } from '../../run/scenario/setup.ts';
import type { Scenario } from '../../run/scenario.ts';
import { count, percent, seconds, type Terminal, timeText } from '../terminal.ts';

export interface Summary {
  readonly outcome: Outcome;
  readonly scenario: Scenario;
  readonly setup: Setup;
  /** What the kernel has learned, as the recording has it. */
  readonly abstraction?: RecordedAbstraction;
  /** Where the recording is. */
  readonly out: string;
  /** Figures drawn. */
  readonly figures: readonly string[];
  /** The scenario file, as the user wrote it. */
  readonly file: string;
}

export function printSummary(terminal: Terminal, s: Summary): void {
  const { outcome: o, setup } = s;
  const line = (label: string, text: string): void => terminal.print(`  ${label.padEnd(11)} ${text}`);
  terminal.print();
  terminal.print(`${setup.name} ${o.status} at ${timeText(o.time, setup.timeUnit)}, step ${count(o.step)}`);
  if (s.abstraction) line('kernel', `${o.kernel.kind} of ${abstractionInWords(s.abstraction)}`);
  line('in the end', ends(o.final.scalars));
  if (o.lost > 0) line('left', `${count(o.lost)} molecules over the edge`);
  line('cell-steps', routes(o));
  if ((o.kernel.kind === 'mdn' || o.kernel.kind === 'van') && 2 * o.tally.asked < o.tally.learned)
    line('', 'most learned steps hold no event or one: `--kernel ssa` is cheaper here');
  line(
    'speed',
    `${seconds(o.wall)} on ${o.threads} thread${o.threads > 1 ? 's' : ''}, ${count(o.cellSteps / o.wall)} cell-steps a second`,
  );
  line(
    'seconds',
    Object.entries({ 'start-up': o.startUp, ...o.seconds })
      .map(([phase, t]) => `${phase} ${t.toFixed(3)}`)
      .join(', '),
  );
  line('recording', s.out);
  if (s.figures.length > 0) line('figures', s.figures.join(', '));
  terminal.print();
  if (o.status === 'stopped') {
    terminal.print(`Stopped with a checkpoint. Go on with:\n  crn-grid run ${s.file} --resume ${s.out}`);
    return;
  }
  terminal.print(`See it again:   crn-grid view ${s.out}`);
  terminal.print(`In Python:      xarray.open_zarr('${s.out}')`);
}

/** The same facts for programs. */
export function jsonSummary(s: Summary): object {
  const { final, ...told } = s.outcome;
  return {
    scenario: s.setup.name,
    seed: s.setup.seed,
    ...told,
    ...(s.abstraction ? { abstraction: s.abstraction } : {}),
    scalars: final.scalars,
    recording: s.out,
    checkpoint: join(s.out, 'checkpoint.msgpack'),
    figures: s.figures,
  };
}

/** Of many observables the first few: the recording has all. */
function ends(scalars: Readonly<Record<string, number>>): string {
  const all = Object.entries(scalars);
  const told = all.slice(0, mostTold).map(([name, n]) => `${name} ${amount(n)}`);
  return [...told, ...(all.length > mostTold ? [`${all.length - mostTold} more`] : [])].join(', ');
}
const mostTold = 12;

/** The share of rows per route: how much of the run was learned. */
export function routes(o: Pick<Outcome, 'tally' | 'kernel'>): string {
  const { exact, leapt, learned, asked, skipped, outside, events } = o.tally;
  const all = exact + leapt + learned + skipped;
  const parts = [];
  const drawn =
    asked < learned
      ? ` (the network drew ${percent(asked, learned)} of them, the others held no event or one)`
      : '';
  if (o.kernel.kind === 'ode') parts.push(`${percent(leapt, all)} along their mean`);
  else if (leapt > 0 || o.kernel.kind === 'tau') parts.push(`${percent(leapt, all)} leapt over`);
  if (learned > 0 || learnedShape(o.kernel)) parts.push(`${percent(learned, all)} learned${drawn}`);
  parts.push(
    `${percent(exact, all)} exact${outside > 0 ? ` (${percent(outside, all)} outside the training domain)` : ''}`,
  );
  parts.push(`${percent(skipped, all)} skipped because nothing can happen there`);
  return `${count(all)}: ${parts.join(', ')}${events > 0 ? `; ${count(events)} reaction events` : ''}`;
}

function amount(n: number): string {
  return Number.isInteger(n) ? count(n) : String(+n.toPrecision(6));
}
