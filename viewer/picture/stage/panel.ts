/** One panel on the stage: its cells, and marks over them. */
import { Container, Graphics, type Renderer, Sprite, Texture } from 'pixi.js';
import type { PageState, ShownFrame } from '../../state/page-state.ts';
import type { CellWindow } from '../cell-window.ts';
import type { Box } from '../layout.ts';
import { type PanelPainter, panelPainter } from '../paint-panel.ts';
import { type PanelSpec, panelValues } from '../panel-specs.ts';
import { type CellSurface, openSurface } from './cell-surface.ts';
import { drawMarks } from './marks.ts';

export interface StagePanel {
  readonly view: Container;
  draw(spec: PanelSpec, box: Box, window: CellWindow, state: PageState): void;
  close(): void;
}

/** A sprite whose texture has the size of the frame on show. */
class Layer {
  readonly sprite = new Sprite();
  private surface: CellSurface | undefined;
  private shown: readonly unknown[] = [];

  private readonly renderer: Renderer;

  constructor(renderer: Renderer) {
    this.renderer = renderer;
  }

  /** Writes the pixels, unless `key` is that of the last time. */
  write(frame: ShownFrame, key: readonly unknown[], paint: (pixels: Uint32Array) => void): void {
    if (this.surface && key.length === this.shown.length && key.every((k, i) => k === this.shown[i])) return;
    const { columns, rows } = frame;
    if (this.surface?.columns !== columns || this.surface.rows !== rows) {
      this.surface?.close();
      this.surface = openSurface(this.renderer, columns, rows);
      this.sprite.texture = this.surface.texture;
    }
    paint(this.surface.pixels);
    this.surface.show();
    this.shown = key;
  }

  /** Puts the part of the frame that lies in the window where it belongs in the box. */
  place(frame: ShownFrame, window: CellWindow, box: Box): void {
    const { texture } = this.surface!;
    // Values smaller than a pixel of the screen are blended: left out, a lone bee would flicker.
    const pixel = (box.width * frame.factor * this.renderer.resolution) / window.width;
    texture.source.scaleMode = pixel < 1 ? 'linear' : 'nearest';
    const left = Math.max(window.x, frame.window.x);
    const top = Math.max(window.y, frame.window.y);
    const right = Math.min(window.x + window.width, frame.window.x + frame.window.width);
    const bottom = Math.min(window.y + window.height, frame.window.y + frame.window.height);
    this.sprite.visible = right > left && bottom > top;
    if (!this.sprite.visible) return;
    const { factor } = frame;
    texture.frame.x = (left - frame.window.x) / factor;
    texture.frame.y = (top - frame.window.y) / factor;
    texture.frame.width = (right - left) / factor;
    texture.frame.height = (bottom - top) / factor;
    texture.updateUvs();
    const [perX, perY] = [box.width / window.width, box.height / window.height];
    this.sprite.position.set(box.x + (left - window.x) * perX, box.y + (top - window.y) * perY);
    this.sprite.setSize((right - left) * perX, (bottom - top) * perY);
  }

  hide(): void {
    this.sprite.visible = false;
  }

  close(): void {
    this.sprite.texture = Texture.EMPTY;
    this.surface?.close();
  }
}

export function openPanel(renderer: Renderer): StagePanel {
  const view = new Container();
  const cells = new Layer(renderer);
  const marks = new Graphics();
  view.addChild(cells.sprite, marks);

  let painter: PanelPainter | undefined;
  let paints = '';
  /** The painter of a scale, map and overlay, kept from frame to frame. */
  function painterOf(spec: PanelSpec): PanelPainter {
    const { scale, scaleKind, map, overlay } = spec;
    const key = `${map} ${overlay} ${scaleKind} ${scale.min} ${scale.max}`;
    if (!painter || key !== paints) painter = panelPainter(spec);
    paints = key;
    return painter;
  }

  function drawCells(spec: PanelSpec, box: Box, window: CellWindow): void {
    const { frame } = spec.run;
    const drawn = spec.minus ? [frame, spec.minus.frame] : [frame];
    const { scale, scaleKind, map, overlay, plane } = spec;
    const content = panelValues(spec);
    if (!content) {
      cells.hide();
      return;
    }
    const key = [...drawn, plane, map, overlay, scaleKind, scale.min, scale.max];
    cells.write(content.frame, key, (pixels) => painterOf(spec)(content.frame, content.values, pixels));
    cells.place(content.frame, window, box);
  }

  return {
    view,
    draw(spec, box, window, state) {
      drawCells(spec, box, window);
      drawMarks(marks, box, window, spec.run.info, state);
    },
    close() {
      cells.close();
      view.destroy({ children: true });
    },
  };
}
