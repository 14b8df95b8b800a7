/** A texture with one pixel per value, written anew for every frame. */
import {
  BufferImageSource,
  CanvasSource,
  type Renderer,
  RendererType,
  Texture,
  type TextureSource,
} from 'pixi.js';

export interface CellSurface {
  readonly texture: Texture;
  readonly columns: number;
  readonly rows: number;
  /** To be written; shape [rows, columns], red, green, blue, alpha in memory order. */
  readonly pixels: Uint32Array;
  /** Shows what was written. */
  show(): void;
  close(): void;
}

/** What is behind the pixels: memory of the graphics card, or a canvas where Pixi draws on one. */
interface Backing {
  readonly source: TextureSource;
  readonly pixels: Uint32Array;
  show(): void;
}

function buffer(columns: number, rows: number): Backing {
  const pixels = new Uint32Array(columns * rows);
  const source = new BufferImageSource({
    resource: new Uint8Array(pixels.buffer),
    width: columns,
    height: rows,
    format: 'rgba8unorm',
    scaleMode: 'nearest',
    alphaMode: 'no-premultiply-alpha',
  });
  return { source, pixels, show: () => source.update() };
}

function canvas(columns: number, rows: number): Backing {
  const element = document.createElement('canvas');
  [element.width, element.height] = [columns, rows];
  const context = element.getContext('2d')!;
  const image = context.createImageData(columns, rows);
  const source = new CanvasSource({ resource: element, scaleMode: 'nearest' });
  return {
    source,
    pixels: new Uint32Array(image.data.buffer),
    show() {
      context.putImageData(image, 0, 0);
      source.update();
    },
  };
}

export function openSurface(renderer: Renderer, columns: number, rows: number): CellSurface {
  const open = renderer.type === RendererType.CANVAS ? canvas : buffer;
  const { source, pixels, show } = open(columns, rows);
  const texture = new Texture({ source });
  return { texture, columns, rows, pixels, show, close: () => texture.destroy(true) };
}
