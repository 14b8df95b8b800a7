/** All panels on one canvas, drawn by PixiJS when something new is there to draw. */
import 'pixi.js/unsafe-eval';
import { Application, Ticker } from 'pixi.js';
import { windowOf } from '../../state/choose.ts';
import { frontRun, type PageState } from '../../state/page-state.ts';
import { type Box, panelAspect, placePanels, type Surround } from '../layout.ts';
import { type PanelSpec, panelSpecs } from '../panel-specs.ts';
import { openPanel, type StagePanel } from './panel.ts';
import { isSoftware } from './software.ts';

export interface PlacedPanel {
  readonly spec: PanelSpec;
  /** Of its cells, CSS px within the stage. */
  readonly box: Box;
}

export interface Stage {
  /** Draws the state; what has not changed is not written again. */
  draw(state: PageState): void;
  /** What was drawn last, in order. */
  readonly placed: readonly PlacedPanel[];
  /** Values that a panel's cells have room for, across and down. */
  readonly pixels: readonly [number, number];
  /** The host has another size, or the screen another density. */
  resize(): void;
}

/** Values per pixel of the screen: a grid that is a little too large is blended rather than thinned out. */
const finest = 1.4;

/** @param surround  CSS px around a panel's cells @param host  the element that holds the canvas */
export async function openStage(host: HTMLElement, surround: () => Surround): Promise<Stage> {
  const app = new Application();
  await app.init({
    preference: isSoftware() ? ['canvas'] : ['webgl', 'canvas'],
    autoStart: false,
    backgroundAlpha: 0,
    antialias: false,
    autoDensity: true,
    resolution: window.devicePixelRatio,
    width: Math.max(1, host.clientWidth),
    height: Math.max(1, host.clientHeight),
  });
  // Pixi's own clock wakes the page for every picture of the screen, and has nothing to do here.
  Ticker.system.autoStart = false;
  Ticker.system.stop();
  app.canvas.setAttribute('aria-hidden', 'true');
  host.prepend(app.canvas);

  const open = new Map<string, StagePanel>();
  let placed: readonly PlacedPanel[] = [];
  let pixels: readonly [number, number] = [256, 256];

  /** Measured when something changes: reading it for every picture would lay the page out each time. */
  let around = surround();
  let area: Box = { x: 0, y: 0, width: 1, height: 1 };
  function measure(): void {
    around = surround();
    area = { x: 0, y: 0, width: host.clientWidth, height: host.clientHeight - around.gap / 2 };
  }
  measure();

  function place(state: PageState, specs: readonly PanelSpec[]): readonly PlacedPanel[] {
    const { width, height } = frontRun(state)!.info;
    const columns = state.beside === undefined ? undefined : 3;
    const boxes = placePanels(area, specs.length, panelAspect(width, height), around, columns);
    return specs.map((spec, i) => ({ spec, box: boxes[i]! }));
  }

  return {
    draw(state) {
      const specs = panelSpecs(state);
      placed = specs.length > 0 ? place(state, specs) : [];
      const keys = new Set(specs.map(({ key }) => key));
      for (const [key, panel] of open)
        if (!keys.has(key)) {
          panel.close();
          open.delete(key);
        }
      for (const { spec, box } of placed) {
        let panel = open.get(spec.key);
        if (!panel) {
          panel = openPanel(app.renderer);
          open.set(spec.key, panel);
          app.stage.addChild(panel.view);
        }
        panel.draw(spec, box, windowOf(state), state);
      }
      const first = placed[0]?.box;
      const density = app.renderer.resolution;
      if (first)
        pixels = [Math.round(finest * first.width * density), Math.round(finest * first.height * density)];
      app.render();
    },
    get placed() {
      return placed;
    },
    get pixels() {
      return pixels;
    },
    resize() {
      measure();
      const [width, height] = [Math.max(1, host.clientWidth), Math.max(1, host.clientHeight)];
      app.renderer.resize(width, height, window.devicePixelRatio);
    },
  };
}
