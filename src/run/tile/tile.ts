/** The program one thread runs from the first step of its tile to the last: the actor, among its like. */
import type { Tile } from '../../grid/tiles.ts';
import type { Kernel } from '../../kernels/kernel.ts';
import { copyHistory, partOfHistory } from '../../kernels/learned/row-history.ts';
import { stepBlock } from '../../kernels/step-block.ts';
import type { Setup } from '../scenario/setup.ts';
import { TileActor } from './actor.ts';
import { isFramed } from './frame-of.ts';
import { phases, type SharedState, tallies } from './shared-state.ts';
import type { Transport } from './transport.ts';

const [REACT, TRANSPORT, WAIT, FRAMES] = [0, 1, 2, 3] as const;

export interface TileJob {
  /** Number of this tile, from 0. */
  readonly number: number;
  readonly tile: Tile;
  /** First step to take: 0, or where a checkpoint left off. */
  readonly from: number;
}

/** What a thread has compiled for its tile. */
export interface TileMachines {
  readonly kernel: Kernel;
  readonly transport: Transport;
}

/**
 * Steps one tile until the run ends or all tiles agree to stop.
 *
 * @returns the number of steps the whole grid has now taken since time 0
 */
export function runTile(setup: Setup, state: SharedState, machines: TileMachines, job: TileJob): number {
  const { kernel, transport } = machines;
  const { control } = state;
  const { number, tile } = job;
  const { first, last } = tile;
  const seconds = new Float64Array(phases.length);
  let mark = performance.now();
  const spend = (phase: number): void => {
    const now = performance.now();
    seconds[phase] += (now - mark) / 1000;
    mark = now;
  };
  const gate = (phase: number): void => {
    spend(phase);
    control.gate.wait();
    spend(WAIT);
  };
  const actor = new TileActor({ setup, arrays: state, transport, tile, meet: () => gate(TRANSPORT) });

  /** Lets the main thread do what it likes with the state. @returns whether the run goes on */
  const halt = (): boolean => {
    // Where it looks for them. Own cells only: the tiles meet before anyone reads them.
    actor.settleFields();
    spend(FRAMES);
    const go = control.halt(number);
    // The time for which a run is held is nobody's work.
    mark = performance.now();
    actor.feedRates();
    return go;
  };

  const writeFrame = (index: number): void => {
    control.awaitSlot(index);
    spend(WAIT);
    const slot = state.frames[index % state.frames.length]!;
    const { counts, history } = actor.rows;
    slot.counts.set(counts, first * setup.network.species.length);
    if (history) copyHistory(history, partOfHistory(slot.past, first, last));
    if (setup.routes) slot.route.set(actor.route, first);
    putTally(slot.tally);
    slot.fields.forEach((field, f) => field.set(actor.field(f), first));
    gate(FRAMES);
    if (number === 0) control.produced(index);
  };

  const putTally = (to: Float64Array): void => {
    const tally = { ...actor.tally, lost: actor.lost };
    tallies.forEach((name, i) => {
      to[number * tallies.length + i] = tally[name];
    });
  };

  const nextFrame = (from: number): number => setup.every * Math.ceil(from / setup.every);
  let frame = 0;
  let step = job.from;
  let going = !control.haltsBefore(step) || halt();
  while (going && step < setup.steps) {
    control.noteStep(number, step);
    const block = actor.before(step, setup.routes && isFramed(setup, step + 1));
    spend(TRANSPORT);
    stepBlock(kernel, block, setup.dt);
    spend(REACT);
    // A wish to halt is announced before a gate, and known to all after it.
    if (number === 0) control.announceHalt(step + 1, nextFrame(step + 1));
    actor.after(step);
    spend(TRANSPORT);
    step++;
    if (isFramed(setup, step)) writeFrame(frame++);
    if (control.haltsBefore(step) && step < setup.steps) going = halt();
  }

  seconds.forEach((s, p) => {
    state.seconds[number * phases.length + p] = s;
  });
  putTally(state.tally);
  actor.settleFields();
  return step;
}
