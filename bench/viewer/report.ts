/** What was measured of the viewer, for people. */
import { markdownTable } from '../markdown.ts';
import type { Machine, Spread } from '../measure.ts';
import { type Drawer, drawers } from './browser.ts';
import { quarters, type Watched } from './memory.ts';
import type { Rate, RateSpread } from './rate.ts';
import type { Scrub } from './scrub.ts';
import type { Slowdown } from './slowdown.ts';

interface Parts {
  readonly rate?: Rate;
  readonly rateOfLarge?: Rate;
  /** On all threads, and with one to spare. */
  readonly slowdown?: Slowdown;
  readonly spare?: Slowdown;
  /** For a minute. */
  readonly large?: Watched;
  /** For ten. */
  readonly memory?: Watched;
  readonly scrub?: Scrub;
}
/** What was measured, and the machine as it was then. */
export type Measured = { readonly [P in keyof Parts]: NonNullable<Parts[P]> & { readonly on: Machine } };

export function text({
  rate,
  rateOfLarge,
  slowdown,
  spare,
  large,
  memory,
  scrub,
}: Partial<Measured>): string[] {
  return [
    '# The viewer, measured',
    'Chromium without a graphics card on the machine that runs: both share its threads, and other work had them too. ' +
      'So processor time is the number to go by: of the run, all its threads, and of the browser, all its processes. ' +
      'A process that works as much as the browser and shows nothing tells what no viewer could save. Frames a second on an idle thread are one over the processor time of a frame, drawn by one thread alone. Medians, with best and worst.',
    ...(rate ? rateText(rate) : []),
    ...(rateOfLarge ? rateText(rateOfLarge) : []),
    ...(slowdown ? slowdownText(slowdown) : []),
    ...(spare ? slowdownText(spare) : []),
    ...(large ? memoryText(large) : []),
    ...(memory ? memoryText(memory) : []),
    ...(scrub ? scrubText(scrub) : []),
  ];
}

function on({ load, threads, commit }: Machine): string {
  return `(load ${load.toFixed(1)} on ${threads} threads, ${commit})`;
}

function spread({ median, best, worst }: Spread, digits = 3, times = 1): string {
  const words = [median, best, worst].map((n) => (n * times).toPrecision(digits));
  return `${words[0]} (${words[1]} … ${words[2]})`;
}

const kinds = Object.keys(drawers) as Drawer[];

function rateText({ side, rate, by, on: at }: Rate & { readonly on: Machine }): string[] {
  const row = (name: string, of: (spreads: RateSpread) => string) => [name, ...kinds.map((k) => of(by[k]))];
  return [
    `## ${side} × ${side} cells, 4 species: frames that are ready, ${rate} a second wanted ${on(at)}`,
    markdownTable(
      ['', ...kinds.map((kind) => `drawn by ${kind}`)],
      [
        row('frames that came a second', (r) => spread(r.came)),
        row('frames drawn a second, as busy as it was', (r) => spread(r.drawn)),
        row('processor ms of the browser a frame drawn', (r) => spread(r.browser, 3, 1000)),
        row('frames a second on an idle thread', (r) => (1 / r.browser.median).toFixed(0)),
        row('processor ms of who serves it a frame drawn', (r) => spread(r.server, 3, 1000)),
      ],
    ),
  ];
}

function slowdownText({
  job,
  cpu,
  wall,
  beside,
  watched,
  on: at,
}: Slowdown & { readonly on: Machine }): string[] {
  const row = (name: string, alone: string, busy: string, of: (kind: Drawer) => string) => [
    ...[name, alone, busy],
    ...kinds.map(of),
  ];
  return [
    `## ${job.side} × ${job.side} cells, 4 species, live on ${job.threads} thread${job.threads > 1 ? 's' : ''}, ${job.frames} frames ${on(at)}`,
    markdownTable(
      ['', 'unwatched', 'unwatched beside a process as busy', ...kinds.map((kind) => `watched, ${kind}`)],
      [
        row('processor seconds of the run', spread(cpu), '', (k) => spread(watched[k].cpu)),
        row('over the unwatched of the same round', '1', spread(beside.ratio, 4), (k) =>
          spread(watched[k].ratio, 4),
        ),
        row('over that beside a process as busy', '', '1', (k) => spread(watched[k].overBeside, 4)),
        row('seconds of wall time', spread(wall), '', (k) => spread(watched[k].wall)),
        row('over the unwatched of the same round', '1', spread(beside.wallRatio), (k) =>
          spread(watched[k].wallRatio),
        ),
        row('over that beside a process as busy', '', '1', (k) => spread(watched[k].wallOverBeside)),
        row('frames made a second, as busy as it was', '', '', (k) => spread(watched[k].madePerSecond)),
        row('frames drawn a second, as busy as it was', '', '', (k) => spread(watched[k].drawnPerSecond)),
        row('processor ms of the browser a frame drawn', '', '', (k) =>
          spread(watched[k].browserPerFrame, 3, 1000),
        ),
        row('frames a second on an idle thread', '', '', (k) =>
          (1 / watched[k].browserPerFrame.median).toFixed(0),
        ),
        row('more processor ms of the run a frame drawn', '', '', (k) =>
          spread(watched[k].runPerFrame, 3, 1000),
        ),
      ],
    ),
  ];
}

function memoryText(watched: Watched & { readonly on: Machine }): string[] {
  const { side, seconds, drawnBy, made, drawn, outOfOrder, runCpu, browserCpu, samples, on: at } = watched;
  const names = {
    server: 'the run’s process',
    renderer: 'the page’s process',
    gpu: 'what draws',
    heap: 'heap of the page',
  };
  return [
    `## ${side} × ${side} cells, live for ${(seconds / 60).toFixed(1)} minutes, drawn by ${drawnBy} ${on(at)}`,
    `${made} frames made, ${drawn} drawn, ${outOfOrder} of them out of order or twice: ${(drawn / seconds).toFixed(2)} a second. ` +
      `The run took ${((1000 * runCpu) / made).toFixed(0)} processor ms a frame with simulating and recording it, the browser ` +
      `${((1000 * browserCpu) / drawn).toFixed(0)} a frame drawn: ${(drawn / browserCpu).toFixed(1)} a second on an idle thread.`,
    markdownTable(
      ['resident MB, median', 'second quarter', 'last quarter'],
      (Object.keys(names) as (keyof typeof names)[]).map((of) => [
        names[of],
        ...quarters(samples, of).map((mb) => mb.toFixed(1)),
      ]),
    ),
  ];
}

function scrubText({ side, frames, jumps, slow, keys, ...rest }: Scrub & { readonly on: Machine }): string[] {
  return [
    `## Scrubbing ${frames} frames of ${side} × ${side} cells ${on(rest.on)}`,
    markdownTable(
      ['', 'ms of wall time'],
      [
        [`${jumps.rounds} presses on the time line`, spread(jumps)],
        [`${keys.rounds} keys, a frame back each`, spread(keys)],
      ],
    ),
    `From the press to the second picture after the frame was drawn, beginning as soon as the page is open. ${slow} took longer than 150 ms. ` +
      `A jump takes ${rest.serverPerJump.toFixed(0)} processor ms of the server, with what presses the mouse, and ` +
      `${rest.browserPerJump.toFixed(0)} of the browser in all its processes.`,
  ];
}
