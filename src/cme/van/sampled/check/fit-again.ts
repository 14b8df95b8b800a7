/** Two further laws of a time, to compare a fitted one with: each fitted from nothing, to draws of its own. */
import { Purpose } from '../../../../numerics/streams.ts';
import { initParams } from '../../../../tensor/initialise.ts';
import type { Trainer } from '../../../../tensor/machine.ts';
import type { LogLaw } from '../../log-law.ts';
import { fit } from '../../model/fit.ts';
import { shiftBiases, type VanModel } from '../../model/model.ts';
import { Conditionals } from '../conditionals.ts';
import { drawBatches } from '../draw-batches.ts';
import { sharesOf } from '../drift.ts';
import type { Advance } from '../forward.ts';
import type { Support } from '../support.ts';

export interface Again {
  readonly model: VanModel;
  readonly support: Support;
  readonly trainer: Trainer;
  readonly advance: Advance;
  /** Of the fit that is to be compared; each of the two has half as many updates, by half as many draws. */
  readonly updates: number;
  readonly rate: number;
  readonly seed: number;
  /** Number of the step that the fit is of. */
  readonly step: number;
}

/**
 * @param draws  of the law at the beginning of the span, none of which the fit to compare has seen; shape
 *               [draws, species]. They are taken forward, in place
 * @returns two laws of the end of the span, as independent as their draws
 */
export async function fitAgain(
  { model, support, trainer, advance, updates, rate, seed, step }: Again,
  draws: Int32Array,
  span: readonly [number, number],
): Promise<readonly [LogLaw, LogLaw]> {
  const first = 4096 * step;
  await advance(draws, span, { seed, step: first + 4090, purpose: Purpose.check });
  const { width } = support;
  const half = Math.floor(draws.length / width / 2) * width;
  const law = async (own: Int32Array, which: 1 | 2): Promise<LogLaw> => {
    const weights = initParams(model.graph, seed + which);
    shiftBiases(model, weights, undefined, sharesOf(model, own, width), width / own.length);
    const batches = drawBatches(model, support, own, seed, first + 4088 + which);
    await fit(trainer, weights, batches, {
      ...{ updates: Math.ceil(updates / 2), rate, enough: 0 },
      onLook: () => {},
    });
    const net = new Conditionals(model, support, weights);
    return (states) => net.logLaw(states);
  };
  return [await law(draws.subarray(0, half), 1), await law(draws.subarray(half), 2)];
}
