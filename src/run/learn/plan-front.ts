/** How long a front takes on this machine, network by network, before it is made. */
import { shapeKey } from '../../kernels/learned/shape/shape.ts';
import type { LearnedSpec } from '../../kernels/learned.ts';
import { noWorkingFolder } from '../../learning/keep/working-folder.ts';
import type { Estimate } from '../../learning/plan/estimate.ts';
import type { Speeds } from '../../learning/plan/speeds.ts';
import type { Scenario } from '../scenario.ts';
import type { Rung } from './front-ladder.ts';
import type { LearnOptions } from './learn-scenario.ts';
import { storedScenario } from './stored-scenario.ts';
import { planScenario } from './train-scenario.ts';

export interface PlannedNetwork {
  readonly rung: Rung;
  /** Of its training and verdict; absent where it is stored already. */
  readonly estimate?: Estimate;
}

export interface FrontPlan {
  readonly networks: readonly PlannedNetwork[];
  readonly seconds: number;
}

export interface PlanFrontOptions extends Omit<LearnOptions, 'onProgress' | 'shared' | 'keepStages'> {
  /** Called before each network, with how many are done. */
  readonly onNetwork?: (done: number) => void;
}

/**
 * Plans what `frontScenario` does with the same options; measures each network for some seconds. What a
 * front that was stopped has done of a network is not looked at.
 *
 * @throws what `planScenario` throws; the reason of `signal` when it is aborted
 */
export async function planFront(
  scenario: Scenario,
  ladder: readonly Rung[],
  { onNetwork, ...options }: PlanFrontOptions,
): Promise<FrontPlan> {
  const known = new Map<string, Speeds>();
  const networks: PlannedNetwork[] = [];
  let shared: 'made' | 'given' = 'made';
  for (const [i, rung] of ladder.entries()) {
    options.signal?.throwIfAborted();
    onNetwork?.(i);
    if (await storedScenario(scenario, rung.spec, { ...options, shared: noWorkingFolder })) {
      networks.push({ rung });
      continue;
    }
    const key = shapeKey(untimed(rung.spec));
    const { crew, budget = {}, backend, signal } = options;
    const estimate = await planScenario(scenario, rung.spec, {
      ...{ crew, budget, shared, speeds: known.get(key) },
      ...(backend === undefined ? {} : { backend }),
      ...(signal ? { signal } : {}),
    });
    known.set(key, estimate.speeds);
    networks.push({ rung, estimate });
    shared = 'given';
  }
  return { networks, seconds: networks.reduce((sum, { estimate }) => sum + (estimate?.seconds ?? 0), 0) };
}

/** Searches that differ in the price of time take as long. */
function untimed(spec: LearnedSpec): LearnedSpec {
  return spec.body.kind === 'search' ? { ...spec, body: { ...spec.body, latency: 0 } } : spec;
}
