/** A model as a scenario file: what `crn-grid import` prints, for people to read, change and keep. */
import { printExpression } from '../crn/print-expression.ts';
import type { Model } from './model.ts';

/** Characters of a line, about; those of a network stand a little to the right. */
const lineLength = 100;
/** Lines of a network up to which its names are found in the types: with many more, editors take long. */
const typedLines = 60;

/**
 * A scenario file in TypeScript: the network, its rates and start, its observables; one cell, 100 steps of 1.
 *
 * @param from  names what it was imported from
 */
export function modelScript(model: Model, from: string): string {
  const { network, rates, start, timeUnit, observables = [], notes = [] } = model;
  const lines = networkLines(model);
  const isTyped = lines.length <= typedLines;
  const options = network.massAction === 'combinations' ? '' : `, { massAction: '${network.massAction}' }`;
  const begun = Object.entries(start).filter(([, count]) => count !== 0);
  return [
    '/**',
    ...[`${model.name}, imported from ${from}.`, ...notes].flatMap((note) => wrapped(note, ' * ', commentOf)),
    ' */',
    "import { crn, scenario } from 'crn-grid';",
    '',
    ...(isTyped ? [] : ['const network: string = `', ...lines.map(templateOf), '`;', '']),
    'export default scenario({',
    `  name: ${quoted(scenarioName(model.name))},`,
    ...(isTyped
      ? ['  crn: crn(`', ...lines.map((line) => `    ${templateOf(line)}`), `  \`${options}),`]
      : [`  crn: crn(network${options}),`]),
    ...entries('rates', Object.entries(rates)),
    ...entries('start', begun),
    `  time: { ${timeUnit ? `unit: ${quoted(timeUnit)}, ` : ''}step: 1, until: 100 },`,
    ...(observables.length > 0
      ? [
          '  record: {',
          ...entries(
            'observables',
            observables.map(({ name, of }) => [name, quoted(printExpression(of, network))]),
          ).map((line) => `  ${line}`),
          '  },',
        ]
      : []),
    '});',
    '',
  ].join('\n');
}

/** Short, without spaces: as a scenario may be called. */
export function scenarioName(name: string): string {
  return (
    name
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-|-$/g, '')
      .slice(0, 40) || 'model'
  );
}

/** The network's text, with long lists in lines of their own and what species are called in the file. */
function networkLines({ network, labels = {} }: Model): string[] {
  const called = Object.entries(labels).map(([name, label]) => `# ${name}: ${label.replace(/\s+/g, ' ')}`);
  const statements = network.text.split('\n').flatMap((line) => {
    const [word] = line.split(' ', 1);
    const isList = (word === 'species' || word === 'rates') && !line.includes('->') && !line.includes('@');
    return isList ? lists(word!, line.slice(word!.length).split(',')) : [line];
  });
  return [...called, ...statements];
}

function lists(word: string, names: readonly string[]): string[] {
  const rows: string[] = [];
  for (const name of names.map((one) => one.trim())) {
    const row = rows.at(-1);
    if (row !== undefined && row.length + name.length < lineLength) rows[rows.length - 1] = `${row}, ${name}`;
    else rows.push(`${word} ${name}`);
  }
  return rows;
}

/** An entry of the scenario with numbers or texts by name, in one line where it is short. */
function entries(name: string, all: readonly (readonly [string, number | string])[]): string[] {
  const pairs = all.map(([key, value]) => `${keyOf(key)}: ${value}`);
  const line = `  ${name}: { ${pairs.join(', ')} },`;
  if (pairs.length === 0) return [`  ${name}: {},`];
  return line.length <= lineLength
    ? [line]
    : [`  ${name}: {`, ...pairs.map((pair) => `    ${pair},`), '  },'];
}

function wrapped(text: string, lead: string, safe: (text: string) => string): string[] {
  const rows: string[] = [];
  for (const word of safe(text).split(/\s+/).filter(Boolean)) {
    const row = rows.at(-1);
    if (row !== undefined && row.length + word.length < lineLength) rows[rows.length - 1] = `${row} ${word}`;
    else rows.push(`${lead}${word}`);
  }
  return rows;
}

/** As a key of an object; whatever is no plain name is put in as text. */
const keyOf = (name: string): string =>
  /^[A-Za-z_]\w*$/.test(name) && name !== '__proto__' ? name : `[${quoted(name)}]`;

/** What a file says must not end the comment, the text or the template it stands in. */
const commentOf = (text: string): string => text.replaceAll('*/', '* /');
const templateOf = (text: string): string => text.replace(/[`\\]|\$\{/g, '\\$&');
const quoted = (text: string): string =>
  `'${JSON.stringify(text).slice(1, -1).replaceAll('\\"', '"').replaceAll("'", "\\'")}'`;
