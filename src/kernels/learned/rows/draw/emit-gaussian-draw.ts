/** Draws the state after the step of a staged row with the `gaussian` head (`heads/gaussian/head.ts`), as emitted code. */
import type { Network } from '../../../../crn/network.ts';
import { vectorFunctions } from '../../../../tensor/vector/activations.ts';
import {
  type FunctionBuilder,
  f32,
  f32x4,
  f64,
  i32,
  i32x4,
  type Local,
  type ModuleBuilder,
  shuffle32,
  v128,
} from '../../../../wasm/encoder.ts';
import { EmittedStream } from '../../../../wasm/random.ts';
import type { GaussianScaling } from '../../../abstraction.ts';
import { gaussianColumns, isCorrelated, isLogarithmic, leastSigma } from '../../heads/gaussian/graph.ts';
import { largestCount } from '../../lattice/support.ts';
import type { ComponentKind } from '../../shape/shape.ts';
import { emitPass, type Outputs } from '../each-staged.ts';
import type { FewEventsFunctions } from '../emit-few-events.ts';
import { Failure, type Layout, record, report } from '../layout.ts';
import { emitComponent } from './emit-component.ts';
import type { DrawPasses } from './emit-counts-draw.ts';
import { emitTakeBack, keepCounts } from './emit-take-back.ts';
import { emitNormals, type NormalMath } from './normal.ts';

export interface GaussianDrawJob extends Outputs {
  readonly network: Network;
  readonly few: FewEventsFunctions;
  readonly components: readonly ComponentKind[];
  readonly layout: Layout;
  readonly math: NormalMath;
}

/** Where the tables lie, in bytes from the first: four of `species` numbers and room for a vector, two of `mixtures`. */
function tables(species: number, mixtures: number) {
  const stride = 4 * (species + 4);
  return {
    origin: 0,
    unit: stride,
    /** Of the row at hand: ε, and what the triangle adds to each mean. */
    noise: 2 * stride,
    shift: 3 * stride,
    /** Of each component: 1 if it is correlated, plus 2 if it is logarithmic; the byte its triangle begins at. */
    kind: 4 * stride,
    triangle: 4 * stride + 4 * mixtures,
    bytes: 4 * stride + 8 * mixtures,
  };
}

/** Scaling and components, as {@link emitGaussianDraw} reads them. */
export function gaussianConstants(
  { origin, unit }: GaussianScaling,
  components: readonly ComponentKind[],
  species: number,
): Float32Array {
  const at = tables(species, components.length);
  const { below } = gaussianColumns(components, species);
  const out = new Float32Array(at.bytes / 4);
  out.set(origin.slice(0, species), at.origin / 4);
  out.set(unit.slice(0, species), at.unit / 4);
  components.forEach((kind, k) => {
    out[at.kind / 4 + k] = Number(isCorrelated(kind)) + 2 * Number(isLogarithmic(kind));
    out[at.triangle / 4 + k] = 4 * below(k);
  });
  return out;
}

export function emitGaussianDraw(module: ModuleBuilder, job: GaussianDrawJob): DrawPasses {
  const { network, few, components, layout, math } = job;
  const species = network.species.length;
  const takeBack = emitTakeBack(module, network, layout, few);
  const mixtures = components.length;
  const choose = emitComponent(module, mixtures, layout, job);
  const drawNormal = emitNormals(module, { table: layout.normal, stream: layout.streams }, math);
  const constant = f32x4.const;
  const offsets = tables(species, mixtures);
  const at = (table: keyof typeof offsets): number => layout.constants + offsets[table];
  /** Emits `yes` for the components of a kind, whose bit this is in `kind`. */
  const where = (
    f: FunctionBuilder,
    [is, bit]: readonly [(kind: ComponentKind) => boolean, number],
    kind: Local<'i32'>,
    yes: () => void,
    no?: () => void,
  ): void => {
    if (components.every(is)) yes();
    else if (components.some(is)) f.if(i32.and(kind, bit), yes, no);
  };
  const correlated = [isCorrelated, 1] as const;
  const logarithmic = [isLogarithmic, 2] as const;

  const draw = emitPass(module, 'draw', layout, job, (f, row) => {
    const { recordAt, outputAt } = row;
    const counts = f.local('i32', i32.load(recordAt, record.counts));
    if (takeBack) keepCounts(f, network, layout, counts);
    const stream = new EmittedStream(f);
    stream.load(recordAt, record.stream);
    const component = f.local('i32', i32.load(recordAt, record.component));
    const own = f.local('i32', i32.add(outputAt, i32.mul(component, 4 * species)));
    const place = i32.shl(component, 2);
    const kind = f.local('i32', i32.truncSatF32S(f32.load(place, at('kind'))));
    const s = f.local('i32', 0);
    const normal = f.local('f64');
    const value = f.local('v128');
    const drawn = f.local('v128');
    const wrong = f.local('i32');

    f.while(i32.ltU(s, 4 * species), () => {
      drawNormal(f, stream, normal);
      f.do(f32.store(s, f32.demoteF64(normal), at('noise')));
      f.set(s, i32.add(s, 4));
    });
    where(
      f,
      correlated,
      kind,
      () => {
        const entry = f.local('i32', i32.truncSatF32S(f32.load(place, at('triangle'))));
        f.set(entry, i32.add(entry, outputAt));
        emitShifts(f, 4 * species, entry, at('noise'), at('shift'));
      },
      () => {
        f.set(s, 0);
        f.while(i32.ltU(s, 4 * species), () => {
          f.do(v128.store(s, constant(0), at('shift')));
          f.set(s, i32.add(s, 16));
        });
      },
    );

    /** Draws the next `lanes` species. */
    const next = (lanes: number): Local<'v128'> => {
      const mean = v128.load(own, 4 * mixtures);
      const raw = v128.load(own, 4 * (mixtures + mixtures * species));
      const sigma = f32x4.pmax(f32x4.add(constant(1), vectorFunctions.elu(f, raw)), constant(leastSigma));
      const centre = components.some(isCorrelated) ? f32x4.add(mean, v128.load(s, at('shift'))) : mean;
      f.set(value, f32x4.add(centre, f32x4.mul(sigma, v128.load(s, at('noise')))));
      where(f, logarithmic, kind, () => f.set(value, vectorFunctions.exp(f, value)));
      const scaled = f32x4.mul(v128.load(s, at('unit')), value);
      const count = f32x4.nearest(f32x4.add(v128.load(s, at('origin')), scaled));
      // A number that is none stays one here, and is caught below.
      f.set(drawn, f32x4.pmax(count, constant(0)));
      f.set(wrong, i32x4.bitmask(v128.not(f32x4.le(drawn, constant(largestCount)))));
      f.if(i32.and(wrong, (1 << lanes) - 1), () => {
        const lane = f.local('i32', i32.ctz(wrong));
        const which = i32.add(i32.shrU(s, 2), lane);
        f.do(i32.store(i32.const(layout.report), which, report.species));
        f.do(v128.store(i32.const(layout.proposals), drawn));
        const explosion = f64.promoteF32(f32.load(i32.shl(lane, 2), layout.proposals));
        f.do(f64.store(i32.const(layout.report), explosion, report.value));
        row.fail(Failure.explosion);
      });
      f.set(drawn, i32x4.truncSatF32x4S(drawn));
      return drawn;
    };

    f.set(s, 0);
    const whole = Math.floor(species / 4);
    if (whole > 0)
      f.loop((again) => {
        f.do(v128.store(counts, next(4)));
        f.set(counts, i32.add(counts, 16));
        f.set(own, i32.add(own, 16));
        f.brIf(again, i32.ltU(f.tee(s, i32.add(s, 16)), 16 * whole));
      });
    if (species % 4 > 0) {
      const rest = next(species % 4);
      for (let lane = 0; lane < species % 4; lane++)
        f.do(i32.store(counts, i32x4.extractLane(rest, lane), 4 * lane));
    }
    takeBack?.(f, recordAt, i32.load(recordAt, record.counts));
  });
  return { choose, draw };
}

/**
 * Writes the products of the triangle and ε.
 *
 * @param bytes  of all coordinates
 * @param entry  where the triangle's rows begin; overwritten
 */
function emitShifts(
  f: FunctionBuilder,
  bytes: number,
  entry: Local<'i32'>,
  noise: number,
  shift: number,
): void {
  const s = f.local('i32', 0);
  const t = f.local('i32');
  const sums = f.local('v128');
  const sum = f.local('f32');
  f.while(i32.ltU(s, bytes), () => {
    f.set(t, 0);
    f.set(sums, f32x4.const(0));
    f.while(i32.leU(i32.add(t, 16), s), () => {
      f.set(sums, f32x4.add(sums, f32x4.mul(v128.load(i32.add(entry, t)), v128.load(t, noise))));
      f.set(t, i32.add(t, 16));
    });
    f.set(sums, f32x4.add(sums, shuffle32(sums, sums, [2, 3, 0, 1])));
    f.set(sum, f32.add(f32x4.extractLane(sums, 0), f32x4.extractLane(sums, 1)));
    f.while(i32.ltU(t, s), () => {
      f.set(sum, f32.add(sum, f32.mul(f32.load(i32.add(entry, t)), f32.load(t, noise))));
      f.set(t, i32.add(t, 4));
    });
    f.do(f32.store(s, sum, shift));
    f.set(entry, i32.add(entry, s));
    f.set(s, i32.add(s, 4));
  });
}
