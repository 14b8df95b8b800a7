/** Lines of a Kappa file, and its formulas in the words of `bngl/text/formula.ts`. */
import { type Refuse, refuseAt, type Statement } from '../bngl/text/lines.ts';
import { type AgentText, readMixture } from './mixture.ts';

export function statementsOf(text: string): Statement[] {
  // Comments keep their line ends, so that lines keep their numbers.
  const code = text.replace(/\/\*[\s\S]*?\*\//g, (comment) => comment.replace(/[^\n]/g, ' '));
  const statements: Statement[] = [];
  let held: Statement | undefined;
  for (const [i, source] of code.split(/\r\n|\n|\r/).entries()) {
    const line = /^\s*#/.test(source) ? '' : source.split('//', 1)[0]!.trim();
    const whole: Statement = held
      ? { line: held.line, text: `${held.text} ${line}` }
      : { line: i + 1, text: line };
    if (line.endsWith('\\')) {
      held = { line: whole.line, text: whole.text.slice(0, -1).trim() };
      continue;
    }
    if (whole.text.trim()) statements.push({ line: whole.line, text: whole.text.trim() });
    held = undefined;
  }
  if (held?.text) statements.push(held);
  return statements;
}

const words: Readonly<Record<string, string>> = {
  exp: 'exp',
  log: 'ln',
  sqrt: 'sqrt',
  sin: 'sin',
  cos: 'cos',
  tan: 'tan',
  int: 'floor',
  T: 'time()',
  pi: '_pi',
};

/** Names in quotes and counts between bars, each with an identifier that formulas may have. */
export class Names {
  readonly #identifiers = new Map<string, string>();
  readonly #taken = new Set<string>();
  /** Patterns that are counted, by identifier. */
  readonly counted = new Map<string, { readonly agents: readonly AgentText[]; readonly refuse: Refuse }>();

  identifierOf(name: string): string {
    const known = this.#identifiers.get(name);
    if (known !== undefined) return known;
    const base = name.replace(/\W+/g, '_').replace(/^(?=\d)/, '_');
    let identifier = base;
    for (let n = 2; this.#taken.has(identifier); n++) identifier = `${base}_${n}`;
    this.#taken.add(identifier);
    this.#identifiers.set(name, identifier);
    return identifier;
  }

  /** The name that the file gives it; undefined for a count. */
  nameOf(identifier: string): string | undefined {
    for (const [name, own] of this.#identifiers) if (own === identifier) return name;
    return undefined;
  }

  formulaText(text: string, refuse: Refuse): string {
    return text
      .replace(/\|([^|]*)\|/g, (whole, mixture: string) =>
        mixture.trim() ? this.#count(mixture, refuse) : whole,
      )
      .replace(/'([^']*)'/g, (_, name: string) => ` ${this.identifierOf(name)} `)
      .replace(/\[([^\][]*)\]/g, (_, word: string) => {
        const own = word.trim();
        if (Object.hasOwn(words, own)) return words[own]!;
        throw refuse(
          `\`[${own}]\` is not read`,
          `Of words in brackets, ${Object.keys(words).join(', ')} are read.`,
        );
      })
      .replace(/(?<![<>=!])=(?!=)/g, '==');
  }

  #count(mixture: string, refuse: Refuse): string {
    const identifier = this.identifierOf(`|${mixture}| ${this.counted.size}`);
    this.#identifiers.delete(`|${mixture}| ${this.counted.size}`);
    this.counted.set(identifier, { agents: readMixture(mixture, refuse), refuse });
    return ` ${identifier} `;
  }
}

/** A rule's text as its label, its agents before and after, and the texts of its rates. */
export interface RuleParts {
  readonly label?: string;
  readonly forward: readonly AgentText[];
  readonly backward?: readonly AgentText[];
  readonly rates: readonly string[];
}

export function readRule(statement: Statement, where: string): RuleParts {
  const refuse = refuseAt(where, statement);
  const [, label, body, rate] = /^(?:'([^']*)'\s*)?([^@']*)@(.*)$/.exec(statement.text) ?? [];
  if (body === undefined)
    throw refuse('this is no rule', "Write `'name' A(x[.]),B(x[.]) -> A(x[1]),B(x[1]) @ k`.");
  if (body.includes('|')) throw refuse('tokens are not read', 'Write them as agents without sites.');
  if (rate!.includes('{'))
    throw refuse('a rate of its own within one complex, in braces, is not read', 'Write one rate.');
  const named = label === undefined ? {} : { label };
  const arrow = /<->|->/.exec(body)?.[0];
  const rates = rate!.split(',').map((text) => text.trim());
  if (rates.length !== (arrow === '<->' ? 2 : 1) || rates.some((text) => !text))
    throw refuse(
      `a rule with ${arrow ? `\`${arrow}\`` : 'edits'} needs ${arrow === '<->' ? 'two rates' : 'one rate'}`,
      'Rates stand after `@`.',
    );
  if (!arrow) return { ...named, forward: readMixture(body, refuse), rates };
  const [left, right] = body.split(arrow).map((side) => readMixture(side, refuse));
  const forward = paired(left!, right!, refuse);
  const turned = paired(right!, left!, refuse);
  return { ...named, forward, ...(arrow === '<->' ? { backward: turned } : {}), rates };
}

/** Agents are the same from the left on; a placeholder, or nothing at the end, stands for none. */
function paired(left: readonly AgentText[], right: readonly AgentText[], refuse: Refuse): AgentText[] {
  if ([...left, ...right].some(({ edited }) => edited))
    throw refuse('an arrow and edits in one rule', 'Write one or the other.');
  return Array.from({ length: Math.max(left.length, right.length) }, (_, i) => {
    const [before, after] = [left[i]?.before, right[i]?.before];
    if (before && after && before.name !== after.name)
      throw refuse(
        `\`${before.name}\` stands opposite \`${after.name}\``,
        'Write `.` opposite an agent that goes or appears.',
      );
    const both =
      before && after
        ? { before: withSites(before, after), after: withSites(after, before, true) }
        : undefined;
    return { edited: false, ...(both ?? { ...(before ? { before } : {}), ...(after ? { after } : {}) }) };
  });
}

type Agent = NonNullable<AgentText['before']>;

/** The sites of the other side too; on the right, what is not said stays as it was. */
function withSites(agent: Agent, other: Agent, stays = false): Agent {
  const names = new Set([...agent.sites, ...other.sites].map(({ name }) => name));
  const sites = [...names].map((name) => {
    const site = agent.sites.find((own) => own.name === name) ?? { name, bond: '?' };
    const was = other.sites.find((own) => own.name === name);
    if (!stays || !was) return site;
    const { bond, ...rest } = { ...(was.state === undefined ? {} : { state: was.state }), ...site };
    const then = bond === '?' ? was.bond : bond;
    return { ...rest, ...(then === undefined ? {} : { bond: then }) };
  });
  return { ...agent, sites };
}
