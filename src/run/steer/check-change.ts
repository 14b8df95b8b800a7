/** Which changes fit a run, whatever its state. */
import { suggestName } from '../../crn/check-names.ts';
import { ScenarioError } from '../../errors.ts';
import type { Abstraction } from '../../kernels/abstraction.ts';
import { type Change, type Intervention, isChange } from '../../record/intervention.ts';
import type { Setup } from '../scenario/setup.ts';

/**
 * Checks what can be checked without knowing the state.
 *
 * @param abstraction  of a learned kernel
 * @throws ScenarioError  a form that is none; an unknown name, a cell that is not there, a value that is none; a rate
 *                        that the learned kernel has not been trained for
 */
export function checkChange(setup: Setup, change: Change, abstraction?: Abstraction): void {
  const where = `run of "${setup.name}", intervention`;
  if (!isChange(change))
    throw new ScenarioError(
      where,
      `${JSON.stringify(change)} is none`,
      "Give `{ kind: 'rate', name, value }` or `{ kind: 'paint', cells, add | set: { name: amount } }`.",
    );
  if (change.kind === 'rate') checkRate(where, setup, change, abstraction);
  else checkPainting(where, setup, change);
}

function checkRate(
  where: string,
  { network, fields, kernel }: Setup,
  { name, value }: Extract<Change, { kind: 'rate' }>,
  abstraction: Abstraction | undefined,
): void {
  const bad = (what: string, todo: string): never => {
    throw new ScenarioError(where, what, todo);
  };
  const signals = fields.map((field) => field.name);
  const constants = network.rates.filter((rate) => !signals.includes(rate));
  if (signals.includes(name)) bad(`"${name}" is a field, no rate constant`, 'Paint it.');
  if (!constants.includes(name))
    bad(`"${name}" is no rate constant of the network`, suggestName(name, constants));
  if (!(value >= 0)) bad(`rate ${name} = ${value}`, 'Give a finite number, 0 or more.');
  const [low, high] = abstraction?.domain.rates[network.rates.indexOf(name)] ?? [0, Number.POSITIVE_INFINITY];
  if (value >= low * (1 - 1e-9) && value <= high * (1 + 1e-9)) return;
  if (low < high)
    bad(
      `rate ${name} = ${value}: the ${kernel.kind} kernel was trained for ${low} to ${high}`,
      `Stay within, or train it with a wider \`train.rateRanges.${name}\`, or run exactly: \`--kernel ssa\`.`,
    );
  bad(
    `rate ${name} = ${value}: the ${kernel.kind} kernel was trained for ${name} = ${low} and does not read it`,
    `Run exactly (\`--kernel ssa\`), or train one that reads it: \`kernel: ${kernel.kind}({ rateInputs: ['${name}'] })\` with a range in \`train.rateRanges\`.`,
  );
}

function checkPainting(
  where: string,
  { network, fields, lattice }: Setup,
  change: Extract<Change, { kind: 'paint' }>,
): void {
  const bad = (what: string, todo: string): never => {
    throw new ScenarioError(where, what, todo);
  };
  const latches = network.events.flatMap(({ latch }) =>
    latch === undefined ? [] : [network.species[latch]!],
  );
  const species = network.species.filter((name) => !latches.includes(name));
  const names = [...species, ...fields.map((field) => field.name)];
  const amounts = 'add' in change ? change.add : change.set;
  if (Object.keys(amounts).length === 0) bad('it paints nothing', `Name some of: ${names.join(', ')}.`);
  for (const [name, amount] of Object.entries(amounts)) {
    if (latches.includes(name))
      bad(
        `"${name}" remembers whether a condition holds, and is no species to paint`,
        suggestName('', species),
      );
    if (!names.includes(name)) bad(`"${name}" is neither a species nor a field`, suggestName(name, names));
    if (species.includes(name) && !Number.isInteger(amount))
      bad(`${amount} molecules of ${name}`, 'Give a whole number.');
    if ('set' in change && amount < 0) bad(`${name} = ${amount}`, 'Give 0 or more.');
  }
  const cells = lattice.width * lattice.height;
  if (change.cells.length === 0) bad('it paints no cell', `Name some of 0 to ${cells - 1}.`);
  const outside = change.cells.find((cell) => cell < 0 || cell >= cells);
  if (outside !== undefined)
    bad(`there is no cell ${outside}`, `There are 0 to ${cells - 1}: y · width + x.`);
  if (new Set(change.cells).size < change.cells.length) bad('it names a cell twice', 'Name each once.');
}

/**
 * Checks what a run is to be changed by.
 *
 * @returns all, by step; at one step in the order given
 * @throws ScenarioError  as {@link checkChange}; a step that is none, or not one of the run
 */
export function scheduleOf(
  setup: Setup,
  given: readonly Intervention[],
  abstraction?: Abstraction,
): readonly Intervention[] {
  for (const { step, ...change } of given) {
    if (!Number.isInteger(step) || step < 0 || step >= setup.steps)
      throw new ScenarioError(
        `run of "${setup.name}", intervention`,
        `it is to be made before step ${step}, and the run has steps 0 to ${setup.steps - 1}`,
        'Let the run end later (`--until`), or leave the intervention out.',
      );
    checkChange(setup, change as Change, abstraction);
  }
  return [...given].sort((a, b) => a.step - b.step);
}
