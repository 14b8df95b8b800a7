/** Writes plain data as YAML: maps and lists in blocks, every text that is no plain word in double quotes. */

export type Yaml = string | number | readonly Yaml[] | { readonly [key: string]: Yaml };

/** @returns lines, the last with its end */
export function toYaml(data: Yaml): string {
  return `${block(data).join('\n')}\n`;
}

function block(data: Yaml): string[] {
  if (Array.isArray(data)) return data.flatMap((entry: Yaml) => under('-', entry));
  return Object.entries(data).flatMap(([key, entry]) => {
    const name = `${scalar(key)}:`;
    if (isScalar(entry)) return [`${name} ${scalar(entry)}`];
    return [name, ...block(entry).map((line) => `  ${line}`)];
  });
}

/** A list's entry: its first line beside the dash. */
function under(mark: string, entry: Yaml): string[] {
  if (isScalar(entry)) return [`${mark} ${scalar(entry)}`];
  return block(entry).map((line, i) => `${i === 0 ? mark : ' '} ${line}`);
}

function isScalar(data: Yaml): data is string | number {
  return typeof data !== 'object';
}

/** Words that YAML takes for something else: of YAML 1.1, too. */
const notText = /^(y|n|yes|no|on|off|true|false|null)$/i;

function scalar(value: string | number): string {
  if (typeof value === 'number') return String(value);
  // A text of JSON is one of YAML.
  return /^[A-Za-z][\w./-]*$/.test(value) && !notText.test(value) ? value : JSON.stringify(value);
}
