/** SVG as text. Elements are strings, so a figure is a pure function of its data. */

export type Attributes = Readonly<Record<string, string | number | undefined>>;

/** A coordinate with two decimals: fine enough for print, and the same bytes on every machine. */
export function coordinate(value: number): string {
  if (!Number.isFinite(value)) throw new RangeError(`a figure has no place for ${value}`);
  return String(Math.round(value * 100) / 100 + 0);
}

/** Text as XML may hold it; control characters, which it may not, are dropped. */
export function escapeXml(text: string): string {
  return (
    text
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what XML 1.0 forbids
      .replace(/[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g, '')
      .replaceAll('&', '&amp;')
      .replaceAll('<', '&lt;')
      .replaceAll('>', '&gt;')
      .replaceAll('"', '&quot;')
  );
}

/** `<name a="1">children</name>`; undefined attributes are left out, names as SVG spells them. */
export function element(name: string, attributes: Attributes = {}, ...children: readonly string[]): string {
  let head = name;
  for (const [key, value] of Object.entries(attributes)) {
    if (value === undefined) continue;
    head += ` ${key}="${typeof value === 'number' ? coordinate(value) : escapeXml(value)}"`;
  }
  return children.length === 0 ? `<${head}/>` : `<${head}>${children.join('')}</${name}>`;
}

export interface TextStyle {
  readonly size: number;
  readonly fill: string;
  readonly anchor?: 'start' | 'middle' | 'end';
  readonly bold?: boolean;
}

/** One line of text; `y` is its baseline. */
export function text(x: number, y: number, words: string, style: TextStyle): string {
  const attributes = {
    x,
    y,
    'font-size': style.size,
    fill: style.fill,
    'text-anchor': style.anchor === 'start' ? undefined : style.anchor,
    'font-weight': style.bold ? 'bold' : undefined,
  };
  return element('text', attributes, escapeXml(words));
}

/** A straight line. */
export function line(x1: number, y1: number, x2: number, y2: number, stroke: string, width = 1): string {
  return element('line', { x1, y1, x2, y2, stroke, 'stroke-width': width });
}

/** A whole figure on an opaque background. */
export function svgDocument(
  width: number,
  height: number,
  background: string,
  body: readonly string[],
): string {
  const w = Math.ceil(width);
  const h = Math.ceil(height);
  const attributes = {
    xmlns: 'http://www.w3.org/2000/svg',
    width: w,
    height: h,
    viewBox: `0 0 ${w} ${h}`,
    'font-family': 'DejaVu Sans, Verdana, sans-serif',
  };
  const paper = element('rect', { width: w, height: h, fill: background });
  return `${element('svg', attributes, `\n${[paper, ...body].join('\n')}\n`)}\n`;
}
