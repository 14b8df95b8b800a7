/** The kernel, and what its training must say of what it reads. */
import { suggestName, written } from '../../../crn/check-names.ts';
import type { LearnedSpec } from '../../../kernels/learned.ts';
import { learnedShape } from '../../../kernels/open-kernel.ts';
import type { Scenario } from '../../scenario.ts';
import type { Checks } from './checks.ts';

export function checkKernel(s: Scenario, checks: Checks): void {
  if (s.kernel === undefined || s.kernel === 'auto') return;
  if (typeof s.kernel !== 'object' || s.kernel === null)
    checks.bad(`\`kernel\` is ${written(s.kernel)}`, "Write e.g. `kernel: mdn()` or `kernel: 'auto'`.");
  checks.oneOf(s.kernel.kind, ['ssa', 'tau', 'ode', 'mdn', 'van', 'hybrid'], 'kernel.kind');
  const learned = learnedShape(s.kernel);
  if (!learned) return;
  checkRateInputs(learned, s, checks);
  if (learned.stepInput) checkStepInput(s, checks);
}

/**
 * What is given and not read, so that it would do nothing. Of a scenario as it is written: a run of
 * it may take another kernel, and does not mind.
 */
export function checkUnread(s: Scenario, checks: Checks): void {
  const learned = s.kernel && s.kernel !== 'auto' && learnedShape(s.kernel);
  if (!learned) return;
  for (const name of Object.keys(s.train?.rateRanges ?? {}))
    if (!learned.rateInputs.includes(name))
      checks.bad(
        `\`train.rateRanges.${name}\` is given, and the kernel does not read that rate`,
        `Write \`kernel: mdn({ rateInputs: ['${name}'] })\`, or leave it out.`,
      );
  if (!learned.stepInput && s.train?.stepRange !== undefined)
    checks.bad(
      '`train.stepRange` is given, and the kernel does not read the length of the step',
      'Write `kernel: mdn({ stepInput: true })`, or leave it out.',
    );
}

function checkRateInputs({ rateInputs }: LearnedSpec, { crn, train }: Scenario, checks: Checks): void {
  for (const name of rateInputs) {
    if (!crn.rates.includes(name))
      checks.bad(
        `\`kernel.rateInputs\` names "${name}", which is no rate of the network`,
        suggestName(name, crn.rates),
      );
    if ((train?.rateRanges as Readonly<Record<string, unknown>> | undefined)?.[name] === undefined)
      checks.bad(
        `the kernel reads rate "${name}" as an input, but \`train.rateRanges.${name}\` is undefined`,
        'Give [least, greatest], the values it shall be trained for.',
      );
  }
}

function checkStepInput({ time, train }: Scenario, checks: Checks): void {
  const range: unknown = train?.stepRange;
  const [low, high] = Array.isArray(range) && range.length === 2 ? range : [];
  if (!(low > 0 && high >= low && high < Infinity))
    checks.bad(
      `the kernel reads the length of the step, but \`train.stepRange\` is ${JSON.stringify(range)}`,
      'Give [least, greatest], the steps it shall be trained for.',
    );
  if (!(time.step >= low && time.step <= high))
    checks.bad(`\`time.step\` is ${time.step}, and \`train.stepRange\` is [${low}, ${high}]`, 'Take it in.');
}
