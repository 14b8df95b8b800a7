/** A window of a plane, brought down to the pixels there are for it. */
import type { Shrink, Values, Window } from '../protocol/frames.ts';
import { narrowest } from './coding.ts';
import type { Plane } from './planes-of.ts';

/** The window within the grid; all of the grid where it has nothing in common with it. */
export function clipped(window: Window | undefined, width: number, height: number): Window {
  const all = { x: 0, y: 0, width, height };
  if (!window) return all;
  const x = Math.max(0, Math.floor(window.x));
  const y = Math.max(0, Math.floor(window.y));
  const right = Math.min(width, Math.ceil(window.x + window.width));
  const bottom = Math.min(height, Math.ceil(window.y + window.height));
  return right > x && bottom > y ? { x, y, width: right - x, height: bottom - y } : all;
}

/** The least whole number of cells along a side of a value that makes the window fit. */
export function factorFor(window: Window, [width, height]: readonly [number, number]): number {
  return Math.max(1, Math.ceil(window.width / width), Math.ceil(window.height / height));
}

/**
 * The plane inside the window, a value for each `factor` × `factor` cells.
 *
 * @param gridWidth  columns of the whole grid
 * @returns not to be changed, it may be the plane itself; shape [ceil(window.height / factor), ceil(window.width / factor)]
 */
export function shrunkPlane(
  plane: Plane,
  gridWidth: number,
  window: Window,
  factor: number,
  shrink: Shrink,
): Values {
  const columns = Math.ceil(window.width / factor);
  const rows = Math.ceil(window.height / factor);
  const whole = plane.whole && (factor === 1 || shrink === 'greatest');
  const { values } = plane;
  const isWhole = factor === 1 && columns * rows === values.length;
  const none = narrowest(0, whole, plane.least, plane.greatest);
  if (isWhole && values.constructor === none.constructor) return values as Values;
  const out = narrowest(columns * rows, whole, plane.least, plane.greatest);
  if (isWhole) {
    out.set(values);
    return out;
  }
  if (factor === 1) {
    for (let y = 0, to = 0; y < rows; y++)
      for (let x = 0, from = (window.y + y) * gridWidth + window.x; x < columns; x++)
        out[to++] = values[from++]!;
    return out;
  }
  const [right, bottom] = [window.x + window.width, window.y + window.height];
  for (let row = 0, to = 0; row < rows; row++)
    for (let column = 0; column < columns; column++) {
      const [x0, y0] = [window.x + column * factor, window.y + row * factor];
      const [x1, y1] = [Math.min(right, x0 + factor), Math.min(bottom, y0 + factor)];
      let greatest = Number.NEGATIVE_INFINITY;
      let sum = 0;
      for (let y = y0; y < y1; y++)
        for (let at = y * gridWidth + x0, end = y * gridWidth + x1; at < end; at++) {
          const value = values[at]!;
          if (value > greatest) greatest = value;
          sum += value;
        }
      out[to++] = shrink === 'greatest' ? greatest : sum / ((x1 - x0) * (y1 - y0));
    }
  return out;
}
