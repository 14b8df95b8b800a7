/** All that a solve needs to go on where it was, as plain data. */
import { createHash } from 'node:crypto';
import { hashNetwork } from '../../crn/hash.ts';
import { ScenarioError } from '../../errors.ts';
import type { AdamState } from '../../tensor/adam.ts';
import type { Job } from '../job.ts';
import type { VanModel } from './model/model.ts';

export interface VanState {
  readonly format: 'crn-grid van 1';
  /** Hash of network, rates, start, limits, model and settings: a state goes on in its own task only. */
  readonly task: string;
  readonly time: number;
  readonly weights: Float32Array;
  /** Steps made. */
  readonly steps: number;
  /** Error added up so far, see `VanDiagnostics.error`. */
  readonly error: number;
  /** Where the error is estimated: variance of its estimate, and `errorLeast`. */
  readonly doubt?: { readonly variance: number; readonly least: number };
  /** Limits that were found, where none were given: greatest count of each species. */
  readonly limits?: Float64Array;
  /** Length of the next step, where that follows from the last. */
  readonly step?: number;
  /** Of the published algorithm, which carries it from step to step. */
  readonly adam?: AdamState;
}

/** A name for all that makes a state fit a task; of rates that move, their values at the start. */
export function taskHash(job: Job, model: VanModel, settings: readonly unknown[]): string {
  const { network, start, limits } = job;
  const { species, classes } = model.variables;
  const rates = [...job.ratesAt(start.time)];
  const content = [hashNetwork(network), rates, [...limits], species, classes, model.network, model.masked];
  const hash = createHash('sha256').update(JSON.stringify([...content, settings, start.time]));
  return hash.update(JSON.stringify([[...start.states], [...start.probability]])).digest('hex');
}

/** @throws ScenarioError for a state of another task or format */
export function checkState(where: string, state: VanState, task: string, parameters: number): void {
  const bad = (what: string, todo: string): never => {
    throw new ScenarioError(where, `\`resume\` ${what}`, todo);
  };
  if (state?.format !== 'crn-grid van 1') bad('is no state of this version', 'Give the `state` of a law.');
  if (state.task !== task)
    bad(
      'belongs to another task',
      'Resume with the same network, rates, start, limits, model, settings and seed.',
    );
  if (state.weights.length !== parameters)
    bad(`has ${state.weights.length} weights, the network ${parameters}`, 'Give the `state` of a law.');
}
