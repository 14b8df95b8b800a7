/** Sweeps of twelve runs that take no time, as a user calls them. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Said, say } from '../say.ts';

export interface Parts {
  /** Entries of the scenario. */
  readonly more?: string;
  /** Entries of the sweep. */
  readonly options?: string;
}

/** What a file of tests does in a folder of its own. */
export interface PondSweeps {
  /** A path there. */
  at(...names: string[]): string;
  text(...names: string[]): string;
  rows(...names: string[]): string[];
  /** Writes a script. @returns its path */
  write(name: string, parts?: Parts): string;
  cli(verb: string, script: string, out: string, ...more: string[]): Promise<Said>;
  removeAll(): void;
}

export function pondSweeps(): PondSweeps {
  const folder = mkdtempSync(join(tmpdir(), 'crn-grid-sweep-cli-'));
  const at = (...names: string[]): string => join(folder, ...names);
  const text = (...names: string[]): string => readFileSync(at(...names), 'utf8');
  return {
    at,
    text,
    rows: (...names) =>
      text(...names)
        .trim()
        .split('\n'),
    write(name, parts) {
      writeFileSync(at(name), scriptOf(parts));
      return at(name);
    },
    cli: (verb, script, out, ...more) => say('sweep', verb, script, '--out', at(out), ...more),
    removeAll: () => rmSync(folder, { recursive: true, force: true }),
  };
}

function scriptOf({ more = '', options = '' }: Parts = {}): string {
  return `import { crn, firstTime, hybrid, mdn, last, scenario, ssa, sweep, van } from 'crn-grid';
const pond = scenario({
  name: 'pond', crn: crn('0 -> X @ birth\\nX -> 0 @ death'), rates: { birth: 5, death: 1 }, start: { X: 3 },
  time: { unit: 'hour', step: 1, until: 3 }, ${more}
});
export default sweep(pond, {
  rates: { birth: [1, 4], death: [0.5, 1] }, seed: [1, 2, 3], measure: { end: last('X') }, ${options}
});
`;
}

export const one = ['--threads', '1'];

/** An entry of a sweep: a factor by one of whose two values every run fails, at its second step. */
export const failing = `own: { odd: { values: ['fine', 'bad'], apply: (s, v) => ({ ...s, record: { observables: {
  X: ({ counts, step }) => { if (v === 'bad' && step > 1) throw new Error('it is bad'); return counts[0]; } } } }) } },`;
