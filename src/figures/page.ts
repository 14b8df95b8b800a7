/** One self-contained page: text, tables and drawings in light and dark, without any file beside it. */
import { escapeXml } from './svg.ts';
import { dark, light, type Theme } from './theme.ts';

/** Colours by name: the page says what they are, in light and in dark. */
export const pageTheme: Theme = {
  background: 'var(--paper)',
  ink: 'var(--ink)',
  muted: 'var(--muted)',
  faint: 'var(--faint)',
  lines: light.lines.map((_, i) => `var(--line-${i})`),
};

/** Text that is written as it is. */
export function plain(text: string): string {
  return escapeXml(text);
}

export function paragraph(...texts: readonly string[]): string {
  return `<p>${texts.map(plain).join(' ')}</p>`;
}

export function list(items: readonly string[]): string {
  return `<ul>${items.map((item) => `<li>${plain(item)}</li>`).join('')}</ul>`;
}

/** A command or a file as it is typed. */
export function code(text: string): string {
  return `<pre>${plain(text)}</pre>`;
}

/** A drawing with a line of text below it. */
export function figure(svg: string, caption: string): string {
  return `<figure>${svg}<figcaption>${plain(caption)}</figcaption></figure>`;
}

/**
 * A table, which scrolls in a box of its own where words cannot be broken any further; cells that begin with `!`
 * are marked as beyond their limit.
 *
 * @param wordy  columns that hold words, where a cell may begin with a number
 */
export function table(
  head: readonly string[],
  rows: readonly (readonly string[])[],
  wordy: readonly number[] = [],
): string {
  const words = (text: string, c: number): string =>
    wordy.includes(c) || /^\p{L}/u.test(text) ? ' class="words"' : '';
  const cell = (text: string, c: number): string =>
    text.startsWith('!')
      ? `<td class="beyond">${plain(text.slice(1))}</td>`
      : `<td${words(text, c)}>${plain(text)}</td>`;
  // A heading stands where its column does.
  const heading = (text: string, c: number): string =>
    `<th${words(rows[0]?.[c] ?? '', c)}>${plain(text)}</th>`;
  return (
    `<div class="wide" tabindex="0"><table><thead><tr>${head.map(heading).join('')}</tr></thead>` +
    `<tbody>${rows.map((r) => `<tr>${r.map(cell).join('')}</tr>`).join('')}</tbody></table></div>`
  );
}

export interface Section {
  readonly title: string;
  /** HTML, made by the functions of this file. */
  readonly body: readonly string[];
}

export interface Page {
  readonly title: string;
  /** The one sentence to remember, and whether it is good news. */
  readonly sentence: string;
  readonly good: boolean;
  /** Is it good as far as anybody can tell, and no more? Default no. */
  readonly doubtful?: boolean;
  readonly sections: readonly Section[];
}

/** The page as HTML. Sections without a body are left out. */
export function pageHtml({ title, sentence, good, doubtful = false, sections }: Page): string {
  const parts = sections
    .filter(({ body }) => body.length > 0)
    .map((s) => `<section><h2>${plain(s.title)}</h2>\n${s.body.join('\n')}\n</section>`);
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${plain(title)}</title>
<style>
:root{color-scheme:light dark;${variables(light)}}
@media (prefers-color-scheme: dark){:root{${variables(dark)}}}
${style}
</style>
</head>
<body>
<main>
<h1>${plain(title)}</h1>
<p class="sentence ${!good ? 'bad' : doubtful ? 'doubtful' : 'good'}">${plain(sentence)}</p>
${parts.join('\n')}
</main>
</body>
</html>
`;
}

function variables(theme: Theme): string {
  const lines = theme.lines.map((colour, i) => `--line-${i}:${colour}`).join(';');
  return `--paper:${theme.background};--ink:${theme.ink};--muted:${theme.muted};--faint:${theme.faint};${lines}`;
}

const style = `body{margin:0;background:var(--paper);color:var(--ink);font:16px/1.55 system-ui,"DejaVu Sans",sans-serif}
main{max-width:1060px;margin:0 auto;padding:32px 20px 64px}
h1{font-size:1.6rem;margin:0 0 12px}
h2{font-size:1.15rem;margin:40px 0 8px;padding-top:12px;border-top:1px solid var(--faint)}
.sentence{font-size:1.1rem;padding:14px 18px;border-left:6px solid;background:color-mix(in srgb,var(--faint) 40%,transparent)}
.good{border-color:var(--line-2)}
.doubtful{border-color:var(--line-4)}
.bad{border-color:var(--line-1)}
figure{margin:16px 0;overflow-x:auto}
figure svg{max-width:100%;height:auto}
figcaption{color:var(--muted);font-size:.9rem}
.wide{overflow-x:auto;max-width:100%}
table{border-collapse:collapse;font-size:.9rem;font-variant-numeric:tabular-nums;margin:12px 0}
th,td{padding:4px 12px 4px 0;text-align:right;border-bottom:1px solid var(--faint);white-space:nowrap;vertical-align:baseline}
th{color:var(--muted);font-weight:600;white-space:normal;vertical-align:bottom}
th:first-child,td:first-child,.words{text-align:left;white-space:normal}
.words{min-width:7em}
.beyond{color:var(--line-1);font-weight:700}
pre{background:color-mix(in srgb,var(--faint) 40%,transparent);padding:10px 14px;overflow-x:auto;font-size:.9rem}
li{margin:2px 0}`;
