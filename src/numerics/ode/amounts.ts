/** Equations of amounts, which are never below 0. */
import type { OdeSystem } from './system.ts';

/**
 * The system, asked at 0 wherever a stage of a step has an amount below 0: √n is no number there. (Shampine,
 * Thompson, Kierzenka & Byrne 2005, doi 10.1016/j.amc.2004.12.011, without their change of the slopes, which would
 * break conservation laws.)
 */
export function ofAmounts(system: OdeSystem, amounts: readonly number[]): OdeSystem {
  const { size, autonomous = false, linear } = system;
  const inside = new Float64Array(size);
  return {
    ...{ size, autonomous, ...(linear ? { linear } : {}) },
    f: (t, y, out) => {
      inside.set(y);
      for (const i of amounts) if (inside[i]! < 0) inside[i] = 0;
      system.f(t, inside, out);
    },
    ...(system.jacobian ? { jacobian: (t, y, out) => system.jacobian!(t, y, out) } : {}),
    ...(system.timeSlope ? { timeSlope: (t, y, out) => system.timeSlope!(t, y, out) } : {}),
  };
}
