/** Emits the WebAssembly module that moves the molecules of tiles: one per lattice, rules and time span. */
import { i32, ModuleBuilder } from '../../wasm/encoder.ts';
import { emitMath } from '../../wasm/math.ts';
import { emitSamplers } from '../../wasm/samplers.ts';
import type { LatticeSpace } from '../lattice.ts';
import type { Desk } from './desk.ts';
import { emitLanding } from './emit-landing.ts';
import { emitLeave } from './emit-leave.ts';
import { emitPartOfRow, least, type Mover } from './emit-part-of-row.ts';
import { emitTake } from './emit-take.ts';
import type { Plan } from './plan.ts';
import type { Places } from './tables.ts';

export interface ModuleParts {
  readonly space: LatticeSpace;
  readonly plans: readonly Plan[];
  /** Of each plan. */
  readonly places: readonly Places[];
  readonly desk: Desk;
  /** Byte address of the table of the samplers. */
  readonly samplerTable: number;
  readonly tau: number;
  readonly shared: boolean;
}

/** The import that gives the rate of a cell to plan `i`, where rates differ by cell. */
export function rateImport(i: number): string {
  return `rate${i}`;
}

/**
 * The module in the binary format. It imports `env.memory` and the rates of {@link rateImport};
 * exports `send()`, told by the desk what to do, and `take` of {@link emitTake}.
 */
export function emitModule(parts: ModuleParts): Uint8Array<ArrayBuffer> {
  const { space, plans, places, desk, shared, tau } = parts;
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { pages: 1, maximum: 65536, shared });
  const rates = plans.map(({ perCell }, i) =>
    perCell ? module.importFunction('env', rateImport(i), ['i32'], 'f64') : undefined,
  );
  const math = emitMath(module, ['exp', 'log']);
  const samplers = emitSamplers(module, math, { stream: desk.stream, table: parts.samplerTable });
  const landing = emitLanding(module, space, desk);
  const movers = plans.map((plan, i): Mover => {
    const leave = emitLeave(module, {
      space,
      desk,
      samplers,
      landing,
      plan,
      places: places[i]!,
      tau,
      rateOf: rates[i],
    });
    return { plan, places: places[i]!, leave };
  });
  const part = emitPartOfRow(module, space, desk, movers, samplers);

  const send = module.function('send', [], 'void', (f) => {
    const [x, y] = [f.local('i32'), f.local('i32')];
    const from = f.local('i32', desk.get('first'));
    const end = f.local('i32');
    f.set(y, i32.divU(from, space.width));
    f.set(x, i32.sub(from, i32.mul(y, space.width)));
    f.while(i32.ltU(from, desk.get('last')), () => {
      f.set(end, least(f, i32.add(from, i32.sub(space.width, x)), desk.get('last')));
      f.do(part(from, end, x, y));
      f.set(from, end);
      f.set(x, 0);
      f.set(y, i32.add(y, 1));
    });
  });
  module.export('send', send);
  module.export('take', emitTake(module));
  return module.encode();
}
