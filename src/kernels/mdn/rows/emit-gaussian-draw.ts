/** Draws the state after the step of a staged row with the `gaussian` head (`gaussian-head.ts`), as emitted code. */
import { vectorFunctions } from '../../../tensor/vector/activations.ts';
import { f32, f32x4, f64, i32, i32x4, type Local, type ModuleBuilder, v128 } from '../../../wasm/encoder.ts';
import { EmittedStream } from '../../../wasm/random.ts';
import type { GaussianScaling } from '../../abstraction.ts';
import { unitsOf } from '../gaussian-head.ts';
import { leastSigma } from '../graphs.ts';
import { largestCount } from '../support.ts';
import { emitPass, type Outputs } from './each-staged.ts';
import { emitComponent } from './emit-component.ts';
import type { DrawPasses } from './emit-counts-draw.ts';
import { Failure, type Layout, record, report } from './layout.ts';
import { emitNormals, type NormalMath } from './normal.ts';

export interface GaussianDrawJob extends Outputs {
  readonly species: number;
  readonly mixtures: number;
  readonly layout: Layout;
  readonly math: NormalMath;
}

/** Lowest count and molecules per scaled unit, as {@link emitGaussianDraw} reads them: shape [2, species + 4]. */
export function gaussianConstants(scaling: GaussianScaling): Float32Array {
  const { low } = scaling;
  const out = new Float32Array(2 * (low.length + 4));
  out.set(low);
  out.set(unitsOf(scaling), low.length + 4);
  return out;
}

export function emitGaussianDraw(module: ModuleBuilder, job: GaussianDrawJob): DrawPasses {
  const { species, mixtures, layout, math } = job;
  const choose = emitComponent(module, mixtures, layout, job);
  const drawNormal = emitNormals(module, { table: layout.normal, stream: layout.streams }, math);
  const constant = f32x4.const;
  const draw = emitPass(module, 'draw', layout, job, (f, row) => {
    const { recordAt, outputAt } = row;
    const counts = f.local('i32', i32.load(recordAt, record.counts));
    const stream = new EmittedStream(f);
    stream.load(recordAt, record.stream);
    const own = f.local('i32', i32.add(outputAt, i32.mul(i32.load(recordAt, record.component), 4 * species)));
    const s = f.local('i32', 0);
    const normal = f.local('f64');
    const normals = f.local('v128');
    const drawn = f.local('v128');
    const wrong = f.local('i32');

    /** Draws the next `lanes` species. */
    const next = (lanes: number): Local<'v128'> => {
      for (let lane = 0; lane < lanes; lane++) {
        drawNormal(f, stream, normal);
        f.set(normals, f32x4.replaceLane(normals, lane, f32.demoteF64(normal)));
      }
      const mean = v128.load(own, 4 * mixtures);
      const raw = v128.load(own, 4 * (mixtures + mixtures * species));
      const low = v128.load(s, layout.constants);
      const unit = v128.load(s, layout.constants + 4 * (species + 4));
      const sigma = f32x4.pmax(f32x4.add(constant(1), vectorFunctions.elu(f, raw)), constant(leastSigma));
      const scaled = f32x4.add(mean, f32x4.mul(sigma, normals));
      const count = f32x4.nearest(f32x4.add(low, f32x4.mul(unit, scaled)));
      // A number that is none stays one here, and is caught below.
      f.set(drawn, f32x4.pmax(count, constant(0)));
      f.set(wrong, i32x4.bitmask(v128.not(f32x4.le(drawn, constant(largestCount)))));
      f.if(i32.and(wrong, (1 << lanes) - 1), () => {
        const lane = f.local('i32', i32.ctz(wrong));
        const which = i32.add(i32.shrU(s, 2), lane);
        f.do(i32.store(i32.const(layout.report), which, report.species));
        f.do(v128.store(i32.const(layout.proposals), drawn));
        const value = f64.promoteF32(f32.load(i32.shl(lane, 2), layout.proposals));
        f.do(f64.store(i32.const(layout.report), value, report.value));
        row.fail(Failure.explosion);
      });
      f.set(drawn, i32x4.truncSatF32x4S(drawn));
      return drawn;
    };

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
  });
  return { choose, draw };
}
