/** A small scenario to solve: birth and death from five molecules, with a law in closed form. */
import { crn } from '../../../src/crn/crn.ts';
import { type Scenario, scenario } from '../../../src/run/scenario.ts';
import type { SolveMethod } from '../../../src/run/solve/method.ts';
import { fsp } from '../../../src/run/solve/methods/fsp.ts';
import type { SolveOptions } from '../../../src/run/solve/options.ts';
import { birthDeathLaw } from '../../support/laws.ts';

export function pond(solve: SolveOptions<'X' | 'Y'> = {}): Scenario {
  return scenario({
    name: 'pond',
    crn: crn('0 -> X @ birth\nX -> 0 @ death\nX -> X + Y @ shed'),
    rates: { birth: 10, death: 1, shed: 0.1 },
    start: { X: 5 },
    time: { unit: 'h', step: 0.1, until: 2 },
    solve: { times: [0.5, 1, 2], ...solve },
    view: { X: 'fish' },
  });
}

export const exactPond = (time: number): Float64Array =>
  birthDeathLaw({ from: 5, birth: 10, death: 1, time });

/** Σ|a − b|. */
export function apart(a: ArrayLike<number>, b: ArrayLike<number>): number {
  let sum = 0;
  for (let i = 0; i < Math.max(a.length, b.length); i++) sum += Math.abs((a[i] ?? 0) - (b[i] ?? 0));
  return sum;
}

/** Solves by fsp, and dies before the law at time number `at`. */
export function dyingAt(at: number): SolveMethod {
  return {
    ...fsp,
    async *solve(task, done, last, onProgress) {
      let number = done;
      for await (const solved of fsp.solve(task, done, last, onProgress)) {
        if (number++ === at) throw new Error('the machine went down');
        yield solved;
      }
    },
  };
}
