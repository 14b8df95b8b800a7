/** Where the emitted code of a learned kernel keeps what it works on. */
import type { Network } from '../../../crn/network.ts';
import { toldPlaces, type VanSize } from '../heads/van/decoder.ts';
import { decoderTables } from './draw/decoder-tables.ts';
import { normalTableBytes } from './draw/normal.ts';

/** Rows whose inputs are made together, four at a time. */
export const block = 48;
/** Rows for exact simulation that are waited for at most before they are simulated. */
export const exactRows = 1024;
/** Rows that are noted at a time which way they went. */
export const notedRows = 65_536;
/** Closures of recent rows, found by their bits; see `interval-tables.ts`. */
export const closureSlots = 256;

/** Fields of the report, i32, by byte offset; `value` is f64. */
export const report = {
  /** Rows staged; `prepare` goes on from there. */
  staged: 0,
  exact: 4,
  outside: 8,
  learned: 12,
  skipped: 16,
  failure: 20,
  /** Which row failed when it was drawn. */
  row: 24,
  species: 28,
  /** Of the rows drawn last: those whose draw was taken back, see `draw/emit-take-back.ts`. */
  takenBack: 32,
  /** Set from outside: whether each row's way is to be noted. */
  noting: 36,
  value: 40,
  /** Of the row looked at last, where that is noted: whether it is learned outside the training domain. */
  beyond: 48,
  /** Of the staged rows: those whose inputs are made. The planes of the others wait. */
  dressed: 52,
} as const;
export const reportBytes = 64;

/** Why a row could not be stepped. */
export const Failure = { none: 0, propensity: 1, strayed: 2, explosion: 3 } as const;

/** What the layout is made for. */
export interface LayoutJob {
  readonly network: Network;
  /** Coordinates that are drawn; 0 for the `gaussian` head. */
  readonly rank: number;
  readonly mixtures: number;
  /** Of the `van` head. */
  readonly van?: VanSize | undefined;
  /** Rates that the network reads, and all its inputs. */
  readonly inputs: number;
  readonly width: number;
  /** Words of 32 bits that name a closure. */
  readonly closureWords: number;
  /** Of the bounds of one closure, at most; 0 for the `gaussian` head. */
  readonly tableBytes: number;
  /** Rows staged at a time. */
  readonly capacity: number;
}

/** Byte addresses; all multiples of 16. */
export interface Layout {
  readonly report: number;
  readonly exact: number;
  /** By row of a call, bytes: which way it went, where that is noted. */
  readonly noted: number;
  /** Number of the four streams at hand, and their states. */
  readonly group: number;
  readonly streams: number;
  /** By reaction, f64: propensities now, after one event, and what `few-events.ts` says. */
  readonly now: number;
  readonly next: number;
  readonly one: number;
  readonly many: number;
  readonly after: number;
  /** f64: no event, two or more. */
  readonly none: number;
  readonly rest: number;
  /** f64, of the mean-field flow, by species: counts, what they become, what is asked and made of them, their shares. */
  readonly counts: number;
  readonly later: number;
  readonly asked: number;
  readonly made: number;
  /** Its share where nothing is made of it, and what one molecule made adds. */
  readonly own: number;
  readonly gain: number;
  readonly shares: number;
  /** By reaction: events of a substep as wanted, as they happen, as stocks allow; of the whole step. */
  readonly wanted: number;
  readonly happen: number;
  readonly stocked: number;
  readonly events: number;
  /** f64: counts of the row before the step, then its coordinates. */
  readonly values: number;
  /** f32: coordinates before they are bounded. */
  readonly proposals: number;
  /** f32: how much each leans on those before it, by pairs; how far those before it went, in scales. */
  readonly shear: number;
  readonly leans: number;
  /** f32, of the `van` head: what the coordinates before are told to have done, hidden units, and tables. */
  readonly told: number;
  readonly hidden: number;
  readonly decoder: number;
  /** f32, shape [columns of {@link planeOf}, block]: what inputs are made of. */
  readonly planes: number;
  /** f32, shape [curves, block]: logarithms, of the rows in the planes. */
  readonly curves: number;
  /** f32, shape [mixtures, rank] twice: where components start, and how wide; or the tables of `draw/emit-gaussian-draw.ts`. */
  readonly constants: number;
  /** Where the second of them begins, from there. */
  readonly spread: number;
  readonly records: number;
  readonly recordBytes: number;
  /** f32, shape [4, inputs of the network]: where the last rows are made. */
  readonly bounce: number;
  readonly normal: number;
  readonly closures: number;
  readonly closureBytes: number;
  readonly intervals: number;
  readonly intervalBytes: number;
}

/** One staged row: its stream, where it lies, its number, its component, and what its coordinates are measured from. */
export const record = { stream: 0, counts: 16, rates: 20, row: 24, component: 28, anchors: 32 } as const;
/** In the place of a component: the state is drawn already. */
export const drawn = -2;

/** Columns of {@link Layout.planes}. There are at most as many coordinates as reactions. */
export function planeOf({ species, reactions }: Network) {
  const drift = species.length + reactions.length + 1;
  return {
    species: (s: number) => s,
    reaction: (k: number) => species.length + k,
    total: species.length + reactions.length,
    /** Of each coordinate: its change by the flow, and the variance of that. */
    drift: (i: number) => drift + i,
    variance: (i: number) => drift + reactions.length + i,
    input: (i: number) => drift + 2 * reactions.length + i,
  };
}

/** Bounds of closures that there is room for at least. */
const tables = 4;

/** @returns the layout from `base` on, and where it ends */
export function layOut(job: LayoutJob, base: number): Layout & { readonly end: number } {
  const { network, rank, mixtures, van, inputs, width, closureWords, tableBytes, capacity } = job;
  let end = base;
  const take = (bytes: number): number => {
    const at = end;
    end += Math.ceil(bytes / 16) * 16;
    return at;
  };
  const reactions = network.reactions.length;
  const species = network.species.length;
  // At most: see emit-inputs.ts.
  const curves = rank > 0 ? species + 2 * reactions + 1 + inputs : 0;
  const padded = (n: number) => 4 * (n + 4);
  const recordBytes = record.anchors + 2 * 4 * (Math.ceil(rank / 4) * 4);
  const closureBytes = 4 * (closureWords + 1);
  const intervalBytes = tables * tableBytes;
  const layout = {
    report: take(reportBytes),
    // Staged rows may all be taken back.
    exact: take(4 * (exactRows + capacity)),
    noted: take(notedRows),
    group: take(4),
    streams: take(64),
    now: take(8 * reactions),
    next: take(8 * reactions),
    one: take(8 * reactions),
    many: take(8 * reactions),
    after: take(8 * reactions),
    none: take(8),
    rest: take(8),
    counts: take(8 * species),
    later: take(8 * species),
    asked: take(8 * species),
    made: take(8 * species),
    own: take(8 * species),
    gain: take(8 * species),
    shares: take(8 * species),
    wanted: take(8 * reactions),
    happen: take(8 * reactions),
    stocked: take(8 * reactions),
    events: take(8 * reactions),
    values: take(8 * (species + rank)),
    proposals: take(padded(rank)),
    shear: take(padded((rank * (rank - 1)) / 2)),
    leans: take(padded(rank)),
    told: take(van ? 4 * toldPlaces(van).at(-1)! : 0),
    hidden: take(van ? 4 * van.decoder : 0),
    decoder: take(van ? decoderTables(van).bytes : 0),
    planes: take(4 * block * planeOf(network).input(inputs)),
    curves: take(4 * block * curves),
    constants: take(rank > 0 ? 2 * padded(mixtures * rank) : 4 * padded(species) + 8 * mixtures),
    spread: padded(mixtures * rank),
    // Rows are dressed four at a time: up to three beyond the last.
    records: take(recordBytes * (capacity + 4)),
    recordBytes,
    bounce: take(4 * 4 * width),
    normal: take(normalTableBytes),
    closures: take(rank > 0 ? closureSlots * closureBytes : 0),
    closureBytes,
    intervals: take(intervalBytes),
    intervalBytes,
  };
  return { ...layout, end };
}
