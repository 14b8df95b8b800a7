/** Numbers and words on the command line of a script: `--traces=1000 x16 egfr`. */

/** The value of `--name=…`, a number of 0 or more. */
export function numberFlag(name: string, otherwise: number): number {
  const given = process.argv.find((word) => word.startsWith(`--${name}=`));
  if (given === undefined) return otherwise;
  const value = Number(given.slice(name.length + 3));
  if (Number.isFinite(value) && value >= 0) return value;
  process.stderr.write(`${given}: it is no number of 0 or more\n`);
  process.exit(1);
}

/** The value of `--name=…`, one of `choices`; the first where it is not given. */
export function choiceFlag<T extends string>(name: string, choices: readonly [T, ...T[]]): T {
  const given = process.argv.find((word) => word.startsWith(`--${name}=`))?.slice(name.length + 3);
  if (given === undefined) return choices[0];
  const chosen = choices.find((one) => one === given);
  if (chosen) return chosen;
  process.stderr.write(`--${name}=${given}: it is none of ${choices.join(', ')}\n`);
  process.exit(1);
}

/** Those of `all` that are named on the command line; all where none is. */
export function wanted<T extends string>(all: readonly T[]): readonly T[] {
  const words = process.argv.slice(2).filter((word) => !word.startsWith('--'));
  const unknown = words.find((word) => !all.includes(word as T));
  if (unknown !== undefined) {
    process.stderr.write(`no "${unknown}"; there are ${all.join(', ')}\n`);
    process.exit(1);
  }
  return words.length > 0 ? (words as T[]) : all;
}
