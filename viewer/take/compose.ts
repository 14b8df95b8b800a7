/** The panels as a picture of their own: for a PNG file, or one image of a film. */
import { shortNumber, withUnit } from '../../src/figures/words.ts';
import type { PageTheme } from '../page/kit/theme.ts';
import { cssColour } from '../picture/colour-map.ts';
import { panelPainter } from '../picture/paint-panel.ts';
import { panelValues } from '../picture/panel-specs.ts';
import type { PlacedPanel } from '../picture/stage/stage.ts';
import { windowOf } from '../state/choose.ts';
import { frontRun, type PageState, type ShownFrame } from '../state/page-state.ts';

/** CSS px around the panels, and above them for the title. */
const margin = 20;
const head = 44;

/** One pixel per value, on a canvas. */
function cellsCanvas({ columns, rows }: ShownFrame, paint: (pixels: Uint32Array) => void): OffscreenCanvas {
  const canvas = new OffscreenCanvas(columns, rows);
  const context = canvas.getContext('2d')!;
  const image = context.createImageData(columns, rows);
  paint(new Uint32Array(image.data.buffer));
  context.putImageData(image, 0, 0);
  return canvas;
}

type Context = CanvasRenderingContext2D;

function drawCells(context: Context, { spec, box }: PlacedPanel, state: PageState): void {
  const content = panelValues(spec);
  if (!content) return;
  const { frame, values } = content;
  const window = windowOf(state);
  const x = (window.x - frame.window.x) / frame.factor;
  const y = (window.y - frame.window.y) / frame.factor;
  const [width, height] = [window.width / frame.factor, window.height / frame.factor];
  const cells = cellsCanvas(frame, (pixels) => panelPainter(spec)(frame, values, pixels));
  context.imageSmoothingEnabled = false;
  context.drawImage(cells, x, y, width, height, box.x, box.y, box.width, box.height);
}

function drawBar(context: Context, { spec, box }: PlacedPanel, theme: PageTheme, size: number): void {
  const gradient = context.createLinearGradient(0, box.y + box.height, 0, box.y);
  for (let i = 0; i <= 32; i++) gradient.addColorStop(i / 32, cssColour(spec.map, i / 32));
  const left = box.x + box.width + 0.6 * size;
  context.fillStyle = gradient;
  context.fillRect(left, box.y, 0.7 * size, box.height);
  context.fillStyle = theme.muted;
  context.font = `${0.85 * size}px system-ui, sans-serif`;
  context.textBaseline = 'middle';
  for (const { at, label } of spec.scale.ticks(
    Math.max(2, Math.min(6, Math.floor(box.height / (2.4 * size)))),
  ))
    context.fillText(label, left + size, box.y + box.height * (1 - at));
}

function drawTitle(context: Context, { spec, box }: PlacedPanel, theme: PageTheme, size: number): void {
  context.textBaseline = 'alphabetic';
  context.font = `600 ${size}px system-ui, sans-serif`;
  context.fillStyle = theme.text;
  context.fillText(spec.title, box.x, box.y - 0.5 * size);
  context.strokeStyle = theme.faint;
  context.strokeRect(box.x - 0.5, box.y - 0.5, box.width + 1, box.height + 1);
}

/** Size of the picture, CSS px. */
export function pictureSize(stage: HTMLElement): readonly [number, number] {
  return [stage.clientWidth + 2 * margin, stage.clientHeight + head + 2 * margin];
}

/**
 * Draws the panels as they are placed on the stage.
 *
 * @param density  pixels per CSS px
 */
export function drawPicture(
  canvas: HTMLCanvasElement,
  stage: HTMLElement,
  placed: readonly PlacedPanel[],
  state: PageState,
  theme: PageTheme,
  density: number,
): void {
  const run = frontRun(state);
  const [width, height] = pictureSize(stage);
  const [wide, high] = [Math.round(width * density), Math.round(height * density)];
  // Setting a size empties the canvas, even to the same one; a film must not see that.
  if (canvas.width !== wide || canvas.height !== high) [canvas.width, canvas.height] = [wide, high];
  const context = canvas.getContext('2d', { alpha: false })!;
  const size = Number.parseFloat(getComputedStyle(stage).fontSize);
  context.setTransform(density, 0, 0, density, 0, 0);
  context.fillStyle = theme.background;
  context.fillRect(0, 0, width, height);
  if (!run) return;
  context.fillStyle = theme.text;
  context.textBaseline = 'middle';
  context.font = `600 ${1.3 * size}px system-ui, sans-serif`;
  context.fillText(run.info.name, margin, margin + 0.7 * size);
  context.textAlign = 'right';
  context.font = `${size}px system-ui, sans-serif`;
  const { frame } = run;
  if (frame) {
    const words = `t = ${withUnit(frame.time, run.info.timeUnit)} · step ${shortNumber(frame.step, 12)}`;
    context.fillText(words, width - margin, margin + 0.7 * size);
  }
  context.textAlign = 'left';
  context.setTransform(density, 0, 0, density, density * margin, density * (margin + head));
  for (const panel of placed) {
    drawCells(context, panel, state);
    drawTitle(context, panel, theme, size);
    drawBar(context, panel, theme, size);
  }
}
