/** What the command line says of the network of van. */
import type { VanNetwork } from '../../cme/van/model/network.ts';
import type { ParityLoss } from '../../cme/van/variational/parity/losses.ts';
import type { Parity } from '../../cme/van/variational/parity/settings.ts';
import { ScenarioError } from '../../errors.ts';
import type { VanOptions } from '../../run/solve/options.ts';
import type { SolveOverrides } from '../../run/solve/task.ts';

export interface VanFlags {
  readonly method: string;
  readonly model?: VanNetwork;
  readonly updates?: number;
  readonly samples?: number;
  readonly variational?: boolean;
  readonly parity?: number;
  readonly loss?: ParityLoss;
  readonly seed?: number;
}

/** As published, updates of the first step for each of a later one. */
const firstLonger = 50;
/** What `--updates` and `--samples` may be with the published algorithm. */
const ranges = { updates: [1, 1e7], samples: [2, 1e6] } as const;

/**
 * @param theirs  what the scenario says of van
 * @throws ScenarioError for flags of the published algorithm that are no settings of it; what another
 *     method makes of such flags is for `solveTask` to say
 */
export function vanFlags(
  flags: VanFlags,
  theirs: VanOptions | undefined,
): Pick<SolveOverrides, 'van' | 'seed'> {
  const { model, updates, samples, variational, seed } = flags;
  const parity = parityFlags(flags, theirs?.parity);
  const fit = {
    ...(updates === undefined ? {} : { updates }),
    ...(samples === undefined ? {} : { samples }),
  };
  const said = {
    ...(model ? { model } : {}),
    ...(variational ? { variational: {} } : {}),
    ...(parity ? { parity } : {}),
    ...(Object.keys(fit).length > 0 && !parity ? { fit } : {}),
  };
  return {
    ...(seed === undefined ? {} : { seed }),
    ...(Object.keys(said).length > 0 ? { van: said } : {}),
  };
}

/** What they say of the published algorithm; undefined where that is not asked for. */
function parityFlags(flags: VanFlags, theirs: Parity | undefined): Parity | undefined {
  const { method, parity: step, loss, updates, samples, variational } = flags;
  const asked = step !== undefined || loss !== undefined;
  if (!asked && (!theirs || variational || (updates === undefined && samples === undefined)))
    return undefined;
  const settles = (loss ?? theirs?.loss) === 'steady-state';
  if (method === 'van') checkParity(flags, settles, theirs);
  return {
    ...(step === undefined ? {} : { step }),
    ...(loss === undefined ? {} : { loss }),
    ...(samples === undefined ? {} : { batch: samples }),
    ...(updates === undefined
      ? {}
      : {
          updates: settles
            ? ([updates - 1, 0] as const)
            : ([firstLonger * updates - 1, updates - 1] as const),
        }),
  };
}

function checkParity(flags: VanFlags, settles: boolean, theirs: Parity | undefined): void {
  const { parity: step, loss } = flags;
  for (const name of ['updates', 'samples'] as const) {
    const value = flags[name];
    const [least, most] = ranges[name];
    if (value !== undefined && !(value >= least && value <= most))
      throw new ScenarioError(`--${name}`, `it is ${value}`, `Give a whole number from ${least} to ${most}.`);
  }
  if (step !== undefined && !(step > 0))
    throw new ScenarioError(
      '--parity',
      `a step of ${step}`,
      'Give a time above 0, shorter than most states last.',
    );
  if (step !== undefined && settles)
    throw new ScenarioError(
      '--parity',
      'with the loss steady-state no time goes by',
      'Leave it out, or ask for another `--loss`.',
    );
  if (step === undefined && theirs?.step === undefined && !settles)
    throw new ScenarioError(
      '--loss',
      `${loss} is lowered by the published algorithm, which takes steps`,
      'Add `--parity <step>`, of so much time each.',
    );
}
