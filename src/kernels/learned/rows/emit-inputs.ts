/**
 * What the network reads of the staged rows, as emitted code over four rows at a time:
 * `features.ts`, the scaling of either head, and the anchors of `inputs/inputs.ts`. From the
 * planes of one block (`layout.ts`) to rows of the staging area and records.
 */
import type { Network } from '../../../crn/network.ts';
import { vectorFunctions } from '../../../tensor/vector/activations.ts';
import { sweep, TURN, turns } from '../../../tensor/vector/loop.ts';
import { transpose4 } from '../../../tensor/vector/transpose.ts';
import {
  type FunctionBuilder,
  type FunctionRef,
  f32,
  f32x4,
  i32,
  type Local,
  type ModuleBuilder,
  select,
  type Value,
  v128,
} from '../../../wasm/encoder.ts';
import type { Abstraction, CountsScaling, GaussianScaling } from '../../abstraction.ts';
import { Features, rare } from '../inputs/features.ts';
import type { Moves } from '../lattice/moves.ts';
import { block, type Layout, planeOf, record } from './layout.ts';

type Vector = Value<'v128'>;
type Plane = (column: number) => Vector;
/** One number of four rows, from the planes of layout.ts and those of {@link Logarithms}. */
type Column = (plane: Plane, log: Plane) => Vector;

/**
 * Logarithms, in planes of their own: first all arguments are written, then one loop over all of
 * them computes it, its constants at hand.
 */
class Logarithms {
  readonly arguments: ((plane: Plane) => Vector)[] = [];
  /** Asks for a logarithm; its column. */
  of(argument: (plane: Plane) => Vector): number {
    return this.arguments.push(argument) - 1;
  }
}

const { add, sub, mul, div, const: c, pmin: min, sqrt } = f32x4;

export interface InputsJob {
  readonly network: Network;
  readonly abstraction: Pick<Abstraction, 'shape' | 'domain' | 'dt' | 'scaling'>;
  /** Of the `counts` head. */
  readonly moves?: Moves;
  readonly layout: Layout;
  /** Byte address of the staged inputs. */
  readonly inputAt: number;
}

/**
 * Emits `(first, rows)`: makes the inputs of the rows in the planes, staged from slot `first`
 * on. Of the records it writes up to three beyond the last.
 */
export function emitInputs(
  module: ModuleBuilder,
  { network, abstraction, moves, layout, inputAt }: InputsJob,
): FunctionRef<readonly ['i32', 'i32'], 'void'> {
  const { scaling } = abstraction;
  const logs = new Logarithms();
  const columns =
    scaling.head === 'gaussian'
      ? gaussianColumns(network, abstraction, scaling)
      : countsColumns(network, abstraction, scaling, logs);
  const anchors = moves && scaling.head !== 'gaussian' ? anchorColumns(network, moves, scaling) : undefined;
  // Of the steps it looks back on the last is this one; those before it are the caller's to write.
  const rowBytes = 4 * abstraction.shape.past * columns.length;
  const before = rowBytes - 4 * columns.length;
  const plane = (from: Local<'i32'>) => (column: number) =>
    v128.load(from, layout.planes + 4 * block * column);
  const evaluate =
    logs.arguments.length === 0 ? undefined : emitLogarithms(module, logs.arguments, plane, layout.curves);
  return module.function('inputs', ['i32', 'i32'], 'void', (f, firstSlot, rows) => {
    if (evaluate) f.do(evaluate(rows));
    const from = f.local('i32', 0);
    const to = f.local('i32', i32.add(i32.mul(firstSlot, rowBytes), inputAt + before));
    const recordAt = f.local('i32', i32.mul(firstSlot, layout.recordBytes));
    const left = f.local('i32', rows);
    const log = (column: number) => v128.load(from, layout.curves + 4 * block * column);
    f.while(i32.gtS(left, 0), () => {
      // Beyond the last row the staging area may end.
      const target = f.local('i32', select('i32', i32.ltS(left, 4), layout.bounce, to));
      const made = columns.map((column) => () => column(plane(from), log));
      storeRows(f, made, target, 0, rowBytes);
      if (anchors) {
        const { base, scale } = anchors(f, plane(from));
        const both = [...padded(base), ...padded(scale)].map((x) => () => x);
        storeRows(f, both, recordAt, layout.records + record.anchors, layout.recordBytes);
      }
      f.if(i32.ltS(left, 4), () => {
        const word = f.local('i32', 0);
        f.while(i32.ltU(word, i32.sub(i32.mul(left, rowBytes), before)), () => {
          f.do(i32.store(i32.add(to, word), i32.load(word, layout.bounce)));
          f.set(word, i32.add(word, 4));
        });
      });
      f.set(from, i32.add(from, 16));
      f.set(to, i32.add(to, 4 * rowBytes));
      f.set(recordAt, i32.add(recordAt, 4 * layout.recordBytes));
      f.set(left, i32.sub(left, 4));
    });
  });
}

/** Emits `(rows)`: the logarithms for the rows in the planes. */
function emitLogarithms(
  module: ModuleBuilder,
  all: Logarithms['arguments'],
  plane: (from: Local<'i32'>) => Plane,
  offset: number,
): FunctionRef<readonly ['i32'], 'void'> {
  const write = module.function('arguments of log', ['i32'], 'void', (f, rows) => {
    const from = f.local('i32', 0);
    f.while(i32.ltU(from, i32.mul(rows, 4)), () => {
      for (const [k, argument] of all.entries())
        f.do(v128.store(from, argument(plane(from)), offset + 4 * block * k));
      f.set(from, i32.add(from, 16));
    });
  });
  return module.function('all log', ['i32'], 'void', (f, rows) => {
    f.do(write(rows));
    const at = f.local('i32', 0);
    const end = f.local('i32', 4 * block * all.length);
    sweep(f, at, TURN, end, () => {
      for (const turn of turns)
        f.do(v128.store(at, vectorFunctions.log(f, v128.load(at, offset + turn)), offset + turn));
    });
  });
}

/** As many columns as fill whole vectors. */
function padded(part: readonly Vector[]): Vector[] {
  return Array.from({ length: 4 * Math.ceil(part.length / 4) }, (_, i) => part[i] ?? c(0));
}

/** Columns of four rows become four rows of columns. */
function storeRows(
  f: FunctionBuilder,
  columns: readonly (() => Vector)[],
  to: Local<'i32'>,
  offset: number,
  stride: number,
): void {
  for (let first = 0; first < columns.length; first += 4) {
    const four = columns.slice(first, first + 4).map((column) => f.local('v128', column()));
    if (four.length === 4) {
      const rows = transpose4(f, four as [Vector, Vector, Vector, Vector] & Local<'v128'>[]);
      for (const [r, row] of rows.entries()) f.do(v128.store(to, row, offset + r * stride + 4 * first));
    } else
      for (const [k, column] of four.entries())
        for (let r = 0; r < 4; r++)
          f.do(f32.store(to, f32x4.extractLane(column, r), offset + r * stride + 4 * (first + k)));
  }
}

function countsColumns(
  network: Network,
  job: InputsJob['abstraction'],
  scaling: CountsScaling,
  logs: Logarithms,
): Column[] {
  const places = planeOf(network);
  const log = (argument: (plane: Plane) => Vector): Column => {
    const k = logs.of(argument);
    return (_plane, curve) => curve(k);
  };
  const raw: Column[] = new Features(network, { ...job, scaling }).read.flatMap((s) => {
    const n = places.species(s);
    return [
      log((plane) => add(plane(n), c(1))),
      (plane: Plane) => sqrt(plane(n)),
      (plane: Plane) => v128.and(f32x4.eq(plane(n), c(0)), c(1)),
      (plane: Plane) => plane(n),
    ];
  });
  for (const { species, count } of scaling.marks)
    raw.push((plane) => v128.and(f32x4.eq(plane(places.species(species)), c(count)), c(1)));
  for (const k of network.reactions.keys()) {
    const a = places.reaction(k);
    raw.push(
      log((plane) => add(plane(a), c(1))),
      log((plane) => add(div(plane(a), plane(places.total)), c(rare))),
      (plane) => v128.and(f32x4.gt(plane(a), c(0)), c(1)),
    );
  }
  raw.push(log((plane) => add(plane(places.total), c(rare))));
  job.shape.rateInputs.forEach((name, i) => {
    const [low] = job.domain.rates[network.rates.indexOf(name)]!;
    const rate = (plane: Plane) => plane(places.input(i));
    raw.push(low > 0 ? log(rate) : rate);
  });
  if (job.shape.stepInput) raw.push(() => c(Math.log(job.dt)));
  const { featureMean, featureSd } = scaling;
  return raw.map(
    (column, i): Column =>
      (plane, curve) =>
        mul(sub(column(plane, curve), c(featureMean[i]!)), c(1 / featureSd[i]!)),
  );
}

function gaussianColumns(
  network: Network,
  { shape }: InputsJob['abstraction'],
  { origin, unit }: GaussianScaling,
): Column[] {
  const places = planeOf(network);
  const columns = [
    ...network.species.map((_, s) => places.species(s)),
    ...shape.rateInputs.map((_, i) => places.input(i)),
  ];
  return columns.map((column, i) => (plane) => mul(sub(plane(column), c(origin[i]!)), c(1 / unit[i]!)));
}

/** `Anchors.place` for four rows. */
function anchorColumns(network: Network, moves: Moves, { anchor, intercept, slope, scale }: CountsScaling) {
  const places = planeOf(network);
  const { rank, species } = moves;
  return (f: FunctionBuilder, plane: Plane) => {
    const base: Vector[] = [];
    const width: Vector[] = [];
    for (let i = 0; i < rank; i++) {
      if (anchor[i] === 'linear') {
        let sum: Vector = c(intercept[i]!);
        for (let s = 0; s < species; s++) {
          const factor = slope[i * species + s]!;
          if (factor !== 0) sum = add(sum, mul(plane(places.species(s)), c(factor)));
        }
        base.push(f.local('v128', sum));
        width.push(c(scale[i]!));
      } else {
        base.push(anchor[i] === 'stay' ? c(0) : plane(places.drift(i)));
        width.push(f.local('v128', min(sqrt(plane(places.variance(i))), c(scale[i]!))));
      }
    }
    return { base, scale: width };
  };
}
