/** Agents as Kappa writes them: `A(x[1],y{p}[.]), B(x[1])`, and in edits `A(x[./1],y{u/p})`. */
import type { Refuse } from '../bngl/text/lines.ts';
import type { MoleculeText, SiteText } from '../bngl/text/pattern-text.ts';

/** An agent before and after; one of the two is missing where it appears or goes. */
export interface AgentText {
  readonly before?: MoleculeText;
  readonly after?: MoleculeText;
  /** Something is written with `/`, or the agent with `+` or `-`. */
  readonly edited: boolean;
}

const maxAgents = 300;
const sitePattern = /^([A-Za-z_][\w+-]*)((?:\[[^\][]*\]|\{[^{}]*\})*)$/;

/** What the site's link is to be on one side: that of a pattern, `?` where nothing is said. */
type Halves = readonly [before: string | undefined, after: string | undefined];

/** @returns an agent for each place; nothing on both sides for the placeholder `.` */
export function readMixture(text: string, refuse: Refuse): AgentText[] {
  const agents: AgentText[] = [];
  for (const part of splitAgents(text)) {
    if (part === '.') {
      agents.push({ edited: false });
      continue;
    }
    const [, name, inside, mark] = /^([A-Za-z_][\w+-]*)\s*\(([^()]*)\)\s*([+-]?)$/.exec(part) ?? [];
    if (name === undefined)
      throw refuse(
        `\`${part.slice(0, 40)}\` is no agent`,
        'Write `A(x[.],y{p})`, agents with commas between.',
      );
    const sites = inside!
      .split(/[\s,]+(?![^[{]*[\]}])/)
      .filter(Boolean)
      .map((site) => readSite(site, refuse));
    const sideOf = (side: 0 | 1): MoleculeText => ({ name, sites: sites.map((site) => site[side]) });
    agents.push({
      ...(mark === '+' ? {} : { before: sideOf(0) }),
      ...(mark === '-' ? {} : { after: sideOf(1) }),
      edited: mark !== '' || sites.some(([, , edited]) => edited),
    });
    if (agents.length > maxAgents) throw refuse(`more than ${maxAgents} agents`, 'Make it smaller.');
  }
  return agents;
}

/** Parts between commas that stand in no bracket. */
function splitAgents(text: string): string[] {
  return text
    .split(/,(?![^(]*\))/)
    .map((part) => part.trim())
    .filter(Boolean);
}

function readSite(text: string, refuse: Refuse): [before: SiteText, after: SiteText, edited: boolean] {
  const [, name, marks] = sitePattern.exec(text) ?? [];
  if (name === undefined) throw refuse(`\`${text}\` is no site`, 'Write `x`, `x[.]`, `x[1]`, `x{p}[_]`.');
  const link = halves(/\[([^\][]*)\]/.exec(marks!)?.[1]);
  const state = halves(/\{([^{}]*)\}/.exec(marks!)?.[1]);
  const side = (i: 0 | 1): SiteText => {
    const bond = bondOf(link[i], refuse);
    const own = state[i] === '#' ? undefined : state[i];
    return { name, ...(own === undefined ? {} : { state: own }), ...(bond === undefined ? {} : { bond }) };
  };
  return [side(0), side(1), /\//.test(marks!)];
}

function halves(text: string | undefined): Halves {
  if (text === undefined) return [undefined, undefined];
  const [before, after = before] = text.split('/').map((part) => part.trim());
  return [before, after];
}

/** As BNGL writes it; what is not said may be anything. */
function bondOf(link: string | undefined, refuse: Refuse): string | undefined {
  if (link === undefined || link === '#') return '?';
  if (link === '.') return undefined;
  if (link === '_') return '+';
  if (/^\d+$/.test(link)) return link;
  throw refuse(`the link \`[${link}]\` is not read`, 'Write `[.]`, `[_]`, `[#]` or a number at both ends.');
}
