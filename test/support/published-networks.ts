/** The published examples of scenarios/master-equation, with rates and starts by name. */
import { autoregulation as afl, sets } from '../../scenarios/master-equation/autoregulation.ts';
import * as birth from '../../scenarios/master-equation/birth-death.ts';
import { cascade1, rates as cascadeRates } from '../../scenarios/master-equation/cascade1.ts';
import * as early from '../../scenarios/master-equation/early-life.ts';
import * as season from '../../scenarios/master-equation/epidemic.ts';
import * as gene from '../../scenarios/master-equation/gene-expression.ts';
import { schlogl as schloglOf, rates as schloglRates } from '../../scenarios/master-equation/schlogl.ts';
import * as switching from '../../scenarios/master-equation/toggle.ts';
import type { Network } from '../../src/crn/network.ts';

export interface Published {
  readonly network: Network;
  readonly rates: Readonly<Record<string, number>>;
  readonly start: Readonly<Record<string, number>>;
}

/** From a Poisson law of mean 1 it stays Poisson. */
export const birthDeath: Published = { network: birth.birthDeath, rates: birth.rates, start: { X: 1 } };

export const geneExpression: Published = { network: gene.geneExpression, rates: gene.rates, start: {} };

export function toggle(massAction: 'powers' | 'falling' = 'powers'): Published {
  return { network: switching.toggle(massAction), rates: switching.rates, start: switching.start };
}

export function earlyLife(volume: number): Published {
  return { network: early.earlyLife, rates: { ...early.rates, V: volume }, start: early.start };
}

export function epidemic(e: number): Published {
  return { network: season.epidemic, rates: { ...season.rates, e }, start: season.start };
}

/** The three sets. */
export const autoregulation: readonly Published[] = sets.map((rates) => ({ network: afl, rates, start: {} }));

export function cascade(length: number): Published {
  return { network: cascade1(length), rates: cascadeRates, start: {} };
}

export function schlogl(massAction: 'powers' | 'falling'): Published {
  return { network: schloglOf(massAction), rates: schloglRates, start: { X: 50 } };
}
