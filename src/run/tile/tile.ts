/**
 * The tile actor: the program one thread runs from the first step to the last.
 * In the model every cell is an actor with its own counts, random stream and
 * mail; in memory a band of cells is, and this is its life:
 *
 *   take mail → react → hop / diffuse → post mail
 *
 * Each tile writes only its own rows; mail is integer addition, so the order of
 * arrival cannot matter. Tiles meet at a gate after posting mail and after each sweep of a field.
 */
import { openMaxRule } from '../../grid/max-rule.ts';
import type { Tile } from '../../grid/tiles.ts';
import type { Kernel } from '../../kernels/kernel.ts';
import { copyHistory, partOfHistory } from '../../kernels/learned/row-history.ts';
import { Purpose } from '../../numerics/streams.ts';
import type { Setup } from '../scenario/setup.ts';
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
  const { kernel } = machines;
  const { hopper, fields } = machines.transport;
  const { control, counts } = state;
  const { first, last } = job.tile;
  const width = setup.network.species.length;
  const cells = setup.lattice.width * setup.lattice.height;
  const lie = setup.split === 'lie';
  const secreting = setup.fields.some(({ sources }) => sources.length > 0);
  const maxes = setup.maxes.map((rule, i) => ({
    rule,
    spread: openMaxRule(setup.lattice, rule),
    call: { counts, species: width, first, last, plane: state.maxes.subarray(i * cells, (i + 1) * cells) },
  }));
  const own = counts.subarray(first * width, last * width);
  const rateColumns = setup.network.rates.length;
  const rates = setup.ratesPerCell
    ? state.rates.subarray(first * rateColumns, last * rateColumns)
    : state.rates;
  const looksBack = state.past.known.length > 0;
  /** Which way its cells went, noted in steps that a frame follows; empty where frames do not tell. */
  const route = state.route.subarray(first, last);
  const past = looksBack ? partOfHistory(state.past, first, last) : undefined;
  const seconds = new Float64Array(phases.length);
  /** Which of its planes holds each field. */
  const at = fields.map(() => 0);
  /** Whether tiles meet while they transport. */
  const meets = setup.hops.length + fields.length > 0;
  let mailSide = 0;
  let lost = 0;
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

  const spreadMaxima = (step: number): void => {
    const due = maxes.filter(({ rule }) => step > 0 && step % rule.every === 0);
    if (due.length === 0) return;
    for (const { spread, call } of due) spread.spread(call);
    gate(TRANSPORT);
    for (const { spread, call } of due) spread.take(call);
    spend(TRANSPORT);
  };

  const transport = (step: number, purpose: Purpose): void => {
    if (setup.hops.length > 0) {
      const mail = state.mail[mailSide]!;
      const { arrivals } = state;
      lost += hopper.send({
        counts,
        species: width,
        first,
        last,
        seed: setup.seed,
        step,
        purpose,
        arrivals,
        mail,
      });
      gate(TRANSPORT);
      hopper.takeMail({ counts, species: width, first, last, arrivals, mail });
      mailSide = 1 - mailSide;
    }
    // A tile reads the sources of rows next to it: those must have settled.
    if (secreting) gate(TRANSPORT);
    fields.forEach((field, f) => {
      for (let sweep = 0; sweep < field.sweeps; sweep++) {
        const planes = state.fields[f]!;
        field.advance({ planes, at: at[f]!, sweep, counts, species: width, first, last });
        gate(TRANSPORT);
      }
      at[f] = field.after(at[f]!);
    });
    feedRates();
    spend(TRANSPORT);
  };

  /** The tile's part of a field. */
  const fieldNow = (f: number): Float64Array => {
    const plane = at[f]! * cells;
    return state.fields[f]!.subarray(plane + first, plane + last);
  };

  /** Agents read a field as a rate of their own. */
  const feedRates = (): void => {
    setup.fieldRates.forEach((column, f) => {
      const field = fieldNow(f);
      for (let i = 0; i < field.length; i++) rates[i * rateColumns + column] = field[i]!;
    });
  };

  /** Lets the main thread do what it likes with the state. @returns whether the run goes on */
  const halt = (): boolean => {
    // Where it looks for them. Own cells only: the tiles meet before anyone reads them.
    settleFields();
    spend(FRAMES);
    const go = control.halt(job.number);
    // The time for which a run is held is nobody's work.
    mark = performance.now();
    feedRates();
    return go;
  };

  /** Moves the tile's part of the fields to plane 0. */
  const settleFields = (): void => {
    fields.forEach((_, f) => {
      state.fields[f]!.set(fieldNow(f), first);
      at[f] = 0;
    });
  };

  const writeFrame = (index: number): void => {
    control.awaitSlot(index);
    spend(WAIT);
    const slot = state.frames[index % state.frames.length]!;
    slot.counts.set(own, first * width);
    if (past) copyHistory(past, partOfHistory(slot.past, first, last));
    if (setup.routes) slot.route.set(route, first);
    putTally(slot.tally);
    slot.fields.forEach((field, f) => field.set(fieldNow(f), first));
    gate(FRAMES);
    if (job.number === 0) control.produced(index);
  };

  const putTally = (to: Float64Array): void => {
    const tally = { ...kernel.tally, lost };
    tallies.forEach((name, i) => {
      to[job.number * tallies.length + i] = tally[name];
    });
  };

  feedRates();
  const framed = (at: number): boolean => at % setup.every === 0 || at === setup.steps;
  const nextFrame = (from: number): number => setup.every * Math.ceil(from / setup.every);
  let frame = 0;
  let step = job.from;
  let going = !control.haltsBefore(step) || halt();
  while (going && step < setup.steps) {
    control.noteStep(job.number, step);
    const time = step * setup.dt;
    const rng = { seed: setup.seed, step, firstAgent: first };
    spreadMaxima(step);
    if (!lie) transport(step, Purpose.hopBefore);
    const told = setup.routes && framed(step + 1);
    kernel.step(own, rates, time, setup.dt, rng, past, told ? route : undefined);
    spend(REACT);
    // A wish to halt is announced before a gate, and known to all after it.
    if (job.number === 0) control.announceHalt(step + 1, nextFrame(step + 1));
    transport(step, Purpose.hopAfter);
    step++;
    // A max rule reads the counts of other tiles: they must have settled.
    if (!meets || maxes.length > 0) gate(TRANSPORT);
    if (framed(step)) writeFrame(frame++);
    if (control.haltsBefore(step) && step < setup.steps) going = halt();
  }

  seconds.forEach((s, p) => {
    state.seconds[job.number * phases.length + p] = s;
  });
  putTally(state.tally);
  settleFields();
  return step;
}
