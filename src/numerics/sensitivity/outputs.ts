/** What runs gave, some of them nothing. */
import { ScenarioError } from '../../errors.ts';

/** Numbers, `undefined` where a run gave none. A Float64Array is one where every run gave a number. */
export type Outputs = ArrayLike<number | undefined>;

/**
 * @throws ScenarioError unless there are `length` outputs, each a finite number or undefined
 */
export function checkOutputs(where: string, outputs: Outputs, length: number): void {
  if (outputs.length !== length)
    throw new ScenarioError(
      where,
      `there are ${outputs.length} outputs for ${length} runs`,
      'Give one for each run, undefined where there is none.',
    );
  for (let i = 0; i < length; i++) {
    const value = outputs[i];
    if (value !== undefined && !Number.isFinite(value))
      throw new ScenarioError(where, `output ${i} is ${value}`, 'Leave it out: undefined.');
  }
}
