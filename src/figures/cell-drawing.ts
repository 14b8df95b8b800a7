/** Searched cells: what each node is made of, cell by cell, from left to right. */
import { coordinate, element, svgDocument, text } from './svg.ts';
import { light, margin, sizes, type Theme } from './theme.ts';
import { textWidth } from './words.ts';

/** One cell; nodes 0 and 1 are its inputs. */
export interface DrawnCell {
  readonly expands: boolean;
  /** Two for each node, in node order. */
  readonly edges: readonly { readonly operation: string; readonly from: number }[];
  /** Nodes whose mean is the output. */
  readonly reduced: readonly number[];
}

export interface CellDrawing {
  readonly title: string;
  readonly subtitle: string;
  readonly cells: readonly DrawnCell[];
}

const grey = '#e3e6ea';
const blue = '#cfe4f5';
const yellow = '#fbe9a0';
/** What is written on them, whatever the background of the figure. */
const ink = '#1f2328';

/** Height of a node's row, and what a cell has above its first and beside its nodes. */
const rowHeight = 56;
const headHeight = 38;
const pad = 16;
const box = { input: 92, node: 40, output: 56, height: 42 };
/** Distance of the two places where edges end from the middle of a node. */
const port = 11;
/** Where edges to a node turn down, and room for the names of their operations. */
const lanes = 24;
const nameWidth = 122;
const gap = 24;
/** Cells go on below where the figure would become wider than this. */
const widest = 1400;

/** The figure as SVG. Every node has a row of its own, so edges leave along it and cross no node. */
export function drawCells({ title, subtitle, cells }: CellDrawing, theme: Theme = light): string {
  const top = margin + 58;
  const parts: string[] = [];
  let [x, y, rowBottom, right] = [margin, top, top, margin];
  cells.forEach((cell, c) => {
    const size = cellSize(cell);
    if (x > margin && x + size.width > widest) [x, y] = [margin, rowBottom + gap];
    parts.push(...drawCell(cell, c, x, y, theme));
    rowBottom = Math.max(rowBottom, y + size.height);
    right = Math.max(right, x + size.width);
    x += size.width + gap;
  });
  const titles = Math.max(textWidth(title, sizes.title, true), textWidth(subtitle, sizes.small));
  const width = Math.max(right, margin + titles) + margin;
  return svgDocument(width, rowBottom + margin, theme.background, [
    text(margin, margin + 14, title, { size: sizes.title, fill: theme.ink, bold: true }),
    text(margin, margin + 34, subtitle, { size: sizes.small, fill: theme.muted }),
    ...parts,
  ]);
}

const nodesOf = ({ edges }: DrawnCell): number => edges.length / 2;
const columnWidth = lanes + nameWidth + box.node;

function cellSize(cell: DrawnCell): { width: number; height: number } {
  return {
    width: 2 * pad + box.input + nodesOf(cell) * columnWidth + lanes + box.output,
    height: headHeight + (nodesOf(cell) + 2) * rowHeight + pad,
  };
}

function drawCell(cell: DrawnCell, c: number, x: number, y: number, theme: Theme): string[] {
  const { width, height } = cellSize(cell);
  const row = (k: number): number => y + headHeight + (k + 0.5) * rowHeight;
  const left = (k: number): number => x + pad + box.input + (k - 2) * columnWidth + lanes + nameWidth;
  const rightOf = (k: number): number => (k < 2 ? x + pad + box.input : left(k) + box.node);
  const output = x + width - pad - box.output;
  const head = `cell ${c + 1}${cell.expands ? ', expands' : ''}`;
  const lines: string[] = [];
  const boxes: string[] = [];
  for (const k of [0, 1]) {
    const source = c + k - 1;
    boxes.push(
      ...drawBox(x + pad, row(k), box.input, box.height, grey, [
        k === 0 ? 'C−2' : 'C−1',
        source < 1 ? 'features' : `cell ${source}`,
      ]),
    );
  }
  cell.edges.forEach(({ operation, from }, e) => {
    const to = 2 + Math.floor(e / 2);
    const first = e % 2 === 0;
    const end = row(to) + (first ? -port : port);
    // The one from further up ends above and turns down last: the two never cross.
    const turn = left(to) - nameWidth - (first ? lanes / 4 : (3 * lanes) / 4);
    const bend = [rightOf(from), row(from), turn, end, left(to)].map(coordinate);
    lines.push(
      arrow(`M${bend[0]} ${bend[1]}H${bend[2]}V${bend[3]}H${bend[4]}`, left(to), end, theme),
      text(left(to) - nameWidth + 2, end - 4, operation, { size: sizes.tick, fill: theme.ink }),
    );
  });
  for (let k = 2; k < nodesOf(cell) + 2; k++)
    boxes.push(...drawBox(left(k), row(k), box.node, box.height, blue, [String(k)]));
  for (const k of cell.reduced)
    lines.push(
      arrow(`M${coordinate(rightOf(k))} ${coordinate(row(k))}H${coordinate(output)}`, output, row(k), theme),
    );
  const [low, high] = [row(Math.min(...cell.reduced)), row(Math.max(...cell.reduced))];
  const name = cell.reduced.length > 1 ? 'mean' : 'out';
  boxes.push(...drawBox(output, (low + high) / 2, box.output, high - low + box.height, yellow, [name]));
  const frame = { x, y, width, height, rx: 8, fill: 'none', stroke: theme.faint };
  const style = { size: sizes.name, fill: theme.ink, bold: true };
  return [element('rect', frame), text(x + pad, y + 24, head, style), ...lines, ...boxes];
}

function arrow(path: string, x: number, y: number, { muted }: Theme): string {
  const [tip, back, above, below] = [x, x - 7, y - 3.5, y + 3.5].map(coordinate);
  const d = `M${tip} ${coordinate(y)}L${back} ${above}V${below}Z`;
  return (
    element('path', {
      d: path,
      fill: 'none',
      stroke: muted,
      'stroke-width': 1.25,
      'stroke-linejoin': 'round',
    }) + element('path', { d, fill: muted })
  );
}

/** A box around lines of words, its left side at `x` and its middle at `y`. */
function drawBox(
  x: number,
  y: number,
  width: number,
  height: number,
  fill: string,
  words: readonly string[],
): string[] {
  const style = { size: sizes.small, fill: ink, anchor: 'middle' } as const;
  return [
    element('rect', { x, y: y - height / 2, width, height, rx: 7, fill }),
    ...words.map((word, i) =>
      text(x + width / 2, y + 4 + 15 * (i - (words.length - 1) / 2), word, { ...style, bold: i === 0 }),
    ),
  ];
}
