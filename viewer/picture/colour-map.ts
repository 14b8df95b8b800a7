/** Colour maps for cells: perceptually even, told apart with any kind of colour vision. */
import {
  interpolateCividis,
  interpolateGreys,
  interpolateMagma,
  interpolatePuOr,
  interpolateViridis,
} from 'd3-scale-chromatic';

const ramps = {
  viridis: interpolateViridis,
  cividis: interpolateCividis,
  magma: interpolateMagma,
  greys: (t: number) => interpolateGreys(1 - t),
  /** Under an overlay: greys as dark and as light as the shades of its colours. */
  shades: (t: number) => `rgb(${[0, 0, 0].map(() => Math.round(64 + 168 * t)).join(', ')})`,
  /** Two-sided, for differences: purple below, orange above. */
  difference: (t: number) => interpolatePuOr(1 - t),
} as const;

export type ColourMapName = keyof typeof ramps;

/** Maps that go one way, dark to bright: what a reader may choose for counts. */
export const countMaps = ['viridis', 'cividis', 'magma', 'greys'] as const satisfies readonly ColourMapName[];

/** Colours of a map. */
export const colours = 256;

function bytes(colour: string): [number, number, number] {
  if (colour.startsWith('#')) {
    const hex = Number.parseInt(colour.slice(1), 16);
    return [hex >> 16, (hex >> 8) & 255, hex & 255];
  }
  const [r, g, b] = colour.match(/\d+/g)!.map(Number);
  return [r!, g!, b!];
}

const opened = new Map<ColourMapName, Uint32Array>();

/** The map as {@link colours} opaque pixels: red, green, blue, alpha bytes in memory order. */
export function colourMap(name: ColourMapName): Uint32Array {
  const known = opened.get(name);
  if (known) return known;
  const rgba = new Uint8Array(4 * colours);
  for (let i = 0; i < colours; i++) rgba.set([...bytes(ramps[name](i / (colours - 1))), 255], 4 * i);
  const map = new Uint32Array(rgba.buffer);
  opened.set(name, map);
  return map;
}

/** Colour `place` (0 to 1) of the map, as CSS has it. */
export function cssColour(name: ColourMapName, place: number): string {
  const [r, g, b] = bytes(ramps[name](Math.round(place * (colours - 1)) / (colours - 1)));
  return `rgb(${r} ${g} ${b})`;
}
