/** A scenario that runs a fitted network: TypeScript, for people to go on from. */
import type { Rncrn } from '../../learning/rncrn/model.ts';
import type { Target } from '../../run/fit/target.ts';
import { parametersOf } from '../../run/fit/tune.ts';

/** Molecules per unit of concentration: noise of some per cent. */
const volume = 1000;

/** How a fitted network is simulated: molecules per concentration, its parameters, concentrations of X at the start. */
export function asSimulated(target: Target): {
  readonly volume: number;
  readonly parameters: readonly number[];
  readonly x: readonly number[];
} {
  const { classifier, region } = target;
  return {
    volume,
    parameters: classifier
      ? classifier.region.map(([low, high]) => (low + high) / 2)
      : (parametersOf(target).at(-1) ?? []),
    x: region.map(([low, high]) => Number((low + 0.6 * (high - low)).toPrecision(3))),
  };
}

export function scenarioText(target: Target, model: Rncrn): string {
  const { name, time } = target;
  const { parameters: lambda, x: start } = asSimulated(target);
  const step = roundStep(time / 400);
  const parameters =
    model.parameters > 0
      ? `\n  // Concentrations of the parameters: rates L_1, …\n  parameters: [${lambda.join(', ')}],`
      : '';
  return `import { readFileSync } from 'node:fs';
import { compileRncrn, ode, rncrnFromJson, scenario } from 'crn-grid';

const model = rncrnFromJson(JSON.parse(readFileSync(new URL('./${name}.json', import.meta.url), 'utf8')));

/** Perceptrons at rest: X alone is stepped. Leave out \`reading\` for every species and reaction. */
const { network, rates, start } = compileRncrn(model, {
  // Molecules per concentration: fewer are noisier.
  volume: ${volume},
  reading: 'slow-scale',${parameters}
});

export default scenario({
  name: '${name}',
  crn: network,
  rates,
  start: start([${start.join(', ')}]),
  kernel: ode(),
  time: { step: ${step}, until: ${Number((Math.ceil(time / step) * step).toPrecision(10))} },
});
`;
}

/** The next shorter 1, 2 or 5 times a power of ten. */
function roundStep(step: number): number {
  const power = 10 ** Math.floor(Math.log10(step));
  const digit = [5, 2, 1].find((one) => one * power <= step * (1 + 1e-9)) ?? 1;
  return Number((digit * power).toPrecision(1));
}
