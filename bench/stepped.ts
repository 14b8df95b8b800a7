/** The networks that heads are compared on, each with the step of its scenario and the events that one holds. */
import { bees, egfr, gene, type Model, sir, x16 } from '../test/support/networks.ts';

export interface Stepped {
  readonly model: Model;
  readonly dt: number;
  /** About so many events in a step from its start: what an exact contestant is given to do at a time. */
  readonly events: number;
}

export type SteppedKernel = 'van' | 'mdn' | 'ssa';

const all = {
  bees: { model: bees, dt: 0.5, events: 4 },
  SIR: { model: sir, dt: 0.5, events: 40 },
  EGFR: { model: egfr({ v2: 'falling' }), dt: 0.5, events: 200 },
  X16: { model: x16, dt: 20, events: 5e4 },
  Gene: { model: gene, dt: 400, events: 1e6 },
} as const satisfies Record<string, Stepped>;

export type SteppedName = keyof typeof all;

export const steppedNames = Object.keys(all) as SteppedName[];

export function stepped(name: SteppedName): Stepped {
  return all[name];
}
