/** The strip beside heat maps that tells which colour is how many. */
import type { Box } from './axes.ts';
import { type ColourScale, viridis } from './colour-scale.ts';
import { pngBytes } from './png.ts';
import { element, line, text } from './svg.ts';
import { sizes, type Theme } from './theme.ts';
import { textWidth } from './words.ts';

const barWidth = 12;

function ticksFor(scale: ColourScale, height: number) {
  return scale.ticks(Math.max(2, Math.min(6, Math.floor(height / 28))));
}

/** Width of bar, marks and numbers, px. */
export function colourBarWidth(scale: ColourScale, height: number): number {
  const labels = ticksFor(scale, height).map((t) => textWidth(t.label, sizes.tick));
  return barWidth + 8 + Math.max(0, ...labels);
}

/** A PNG as an `<image>`: hard-edged where it is enlarged, smooth where `smooth`. */
export function embedded(png: Uint8Array, { x, y, width, height }: Box, smooth = false): string {
  const href = `data:image/png;base64,${Buffer.from(png).toString('base64')}`;
  const hard = smooth ? {} : { 'image-rendering': 'optimizeSpeed', style: 'image-rendering:pixelated' };
  return element('image', { x, y, width, height, preserveAspectRatio: 'none', ...hard, href });
}

/** A vertical bar with its top left corner at (x, y). */
export function colourBar(scale: ColourScale, x: number, y: number, height: number, theme: Theme): string {
  const ramp = { width: 1, height: 256, pixels: Uint8Array.from({ length: 256 }, (_, i) => 255 - i) };
  const parts = [embedded(pngBytes(ramp, viridis(256)), { x, y, width: barWidth, height }, true)];
  for (const { at, label } of ticksFor(scale, height)) {
    const level = y + height * (1 - at);
    parts.push(line(x + barWidth, level, x + barWidth + 4, level, theme.muted));
    parts.push(
      text(x + barWidth + 8, level + sizes.tick * 0.36, label, { size: sizes.tick, fill: theme.muted }),
    );
  }
  return element('g', {}, ...parts);
}
