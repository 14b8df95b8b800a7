/** What a file says is to be done: bounds of the network are kept, the rest is only named. */
import { type Refuse, refuseAt, type Statement } from './text/lines.ts';
import type { Vocabulary } from './vocabulary.ts';

export interface NetworkBounds {
  readonly rounds?: number;
  readonly molecules?: number;
  readonly moleculesOf?: ReadonlyMap<number, number>;
}

export interface Actions {
  readonly bounds: NetworkBounds;
  /** Names of those that were not carried out, each once. */
  readonly others: readonly string[];
}

/** Actions that change nothing a network tells. */
const silent = new Set(['generate_network', 'version', 'setOption', 'setModelName', 'substanceUnits']);

/** The first `generate_network` counts. */
export function readActions(
  statements: readonly Statement[],
  vocabulary: Vocabulary,
  where: string,
): Actions {
  let bounds: NetworkBounds | undefined;
  const others = new Set<string>();
  for (const statement of statements) {
    const refuse = refuseAt(where, statement);
    const name = /^([A-Za-z_]\w*)\s*(?:\(.*\))?\s*;?$/.exec(statement.text)?.[1];
    if (name === undefined)
      throw refuse('this line stands in no block and is no action', 'Put it between `begin …` and `end …`.');
    if (!silent.has(name)) others.add(name);
    if (name === 'generate_network') bounds ??= boundsIn(statement.text, vocabulary, refuse);
  }
  return { bounds: bounds ?? {}, others: [...others] };
}

function boundsIn(text: string, vocabulary: Vocabulary, refuse: Refuse): NetworkBounds {
  const rounds = numberAfter(text, 'max_iter', refuse);
  const molecules = numberAfter(text, 'max_agg', refuse);
  const each = /max_stoich\s*=>\s*\{([^}]*)\}/.exec(text)?.[1];
  const moleculesOf = new Map<number, number>();
  for (const part of (each ?? '').split(',').filter((own) => own.trim())) {
    const [, type, most] = /^\s*["']?(\w+)["']?\s*=>\s*(?:(\d+)|["']?unlimited["']?)\s*$/.exec(part) ?? [];
    const number = type === undefined ? undefined : vocabulary.numberOf(type);
    if (number === undefined)
      throw refuse(
        `\`${part.trim()}\` in max_stoich is not known`,
        'Write `max_stoich=>{A=>5,B=>5}` with molecule types.',
      );
    if (most !== undefined) moleculesOf.set(number, Number(most));
  }
  return {
    ...(rounds === undefined ? {} : { rounds }),
    ...(molecules === undefined ? {} : { molecules }),
    ...(moleculesOf.size > 0 ? { moleculesOf } : {}),
  };
}

function numberAfter(text: string, key: string, refuse: Refuse): number | undefined {
  const [, value] = new RegExp(`\\b${key}\\s*=>\\s*["']?([^,}"'\\s]*)`).exec(text) ?? [];
  if (value === undefined) return undefined;
  if (/^\d+(\.0*)?([eE]\+?\d{1,2})?$/.test(value)) return Number(value);
  throw refuse(`\`${key}\` is \`${value}\`, no whole number`, `Write \`${key}=>5\`.`);
}
