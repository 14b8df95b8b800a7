/** The pixels of a panel: counts in the colours of a map, or under an overlay in shades of the colours of routes. */
import { routePlane, type Values } from '../../src/serve/protocol/frames.ts';
import type { ShownFrame } from '../state/page-state.ts';
import { colourMap, colours } from './colour-map.ts';
import { type CellPainter, cellPainter } from './paint-cells.ts';
import type { PanelSpec } from './panel-specs.ts';
import { routeShades } from './route-colours.ts';

/** Writes one pixel per value of a frame. */
export type PanelPainter = (frame: ShownFrame, values: Values | Float64Array, out: Uint32Array) => void;

/** Places on a map as pixels; 0 is kept for what is not known. */
const places = Uint32Array.from({ length: colours }, (_, i) => i + 1);

/** Opens a painter; worth keeping for as long as scale, map and overlay stay the same. */
export function panelPainter({ scale, map, overlay }: PanelSpec): PanelPainter {
  const plain = cellPainter(scale, colourMap(map));
  if (overlay === 'none') return (_, values, out) => plain(values, out);
  const place: CellPainter = cellPainter(scale, places);
  const shades = routeShades(overlay);
  return (frame, values, out) => {
    const route = frame.planes.get(routePlane)?.values;
    // Until the routes have come.
    if (route?.length !== out.length) return plain(values, out);
    place(values, out);
    for (let i = 0; i < out.length; i++) out[i] = shades[route[i]! * colours + out[i]! - 1]!;
  };
}
