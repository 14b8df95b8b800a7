/** Mouse, pen and finger on the panels: read, pin, move, zoom, paint. */
import { brushCells, cellAt, cellsBetween } from '../../picture/cell-window.ts';
import type { PlacedPanel, Stage } from '../../picture/stage/stage.ts';
import { panBy, togglePin, windowOf, withCursor, zoomBy } from '../../state/choose.ts';
import { frontRun } from '../../state/page-state.ts';
import type { Store } from '../../state/store.ts';
import type { Actions } from './actions.ts';

/** A press that moves less than this is a click, px. */
const still = 4;

/** Zoom of one notch of a wheel. */
const notch = 1.2;

interface Place {
  readonly panel: PlacedPanel;
  /** 0 to 1 across and down the panel. */
  readonly u: number;
  readonly v: number;
}

export function listenToPointer(host: HTMLElement, stage: Stage, store: Store, actions: Actions): void {
  let pressed: { readonly x: number; readonly y: number; readonly moved: boolean } | undefined;
  let last = { x: 0, y: 0 };
  let stroke = new Set<number>();
  /** Where the stroke has got to; undefined at its start and off the panels. */
  let brushAt: number | undefined;

  function placeOf(event: MouseEvent): Place | undefined {
    const { left, top } = host.getBoundingClientRect();
    const [x, y] = [event.clientX - left, event.clientY - top];
    for (const panel of stage.placed) {
      const { box } = panel;
      const [u, v] = [(x - box.x) / box.width, (y - box.y) / box.height];
      if (u >= 0 && u < 1 && v >= 0 && v < 1) return { panel, u, v };
    }
    return undefined;
  }

  function cellOf({ u, v }: Place): number {
    const state = store.get();
    return cellAt(windowOf(state), frontRun(state)!.info, u, v);
  }

  function paintAt(place: Place): void {
    const { info } = frontRun(store.get())!;
    const { radius } = store.get().view.brush;
    const to = cellOf(place);
    // A quick hand is told of now and then only.
    const touched = cellsBetween(info, brushAt ?? to, to).flatMap((cell) => brushCells(info, cell, radius));
    const fresh = [...new Set(touched)].filter((cell) => !stroke.has(cell));
    brushAt = to;
    for (const cell of fresh) stroke.add(cell);
    if (fresh.length > 0) actions.paint(fresh);
  }

  host.addEventListener('pointerdown', (event) => {
    const place = placeOf(event);
    if (event.button !== 0 || !place || event.target instanceof HTMLButtonElement) return;
    host.setPointerCapture(event.pointerId);
    pressed = { x: event.clientX, y: event.clientY, moved: false };
    last = { x: event.clientX, y: event.clientY };
    stroke = new Set();
    brushAt = undefined;
    actions.beginStroke();
    if (store.get().view.tool === 'paint') paintAt(place);
  });

  host.addEventListener('pointermove', (event) => {
    const place = placeOf(event);
    const { tool } = store.get().view;
    host.style.cursor = place ? (tool === 'paint' || !store.get().view.window ? 'crosshair' : 'grab') : '';
    if (pressed) {
      const far = Math.hypot(event.clientX - pressed.x, event.clientY - pressed.y) > still;
      pressed = { ...pressed, moved: pressed.moved || far };
      if (tool === 'paint') {
        if (place) paintAt(place);
        else brushAt = undefined;
      } else if (pressed.moved) {
        const { width, height } = stage.placed[0]!.box;
        const [dx, dy] = [last.x - event.clientX, last.y - event.clientY];
        store.update((s) => panBy(s, dx / width, dy / height));
      }
    }
    last = { x: event.clientX, y: event.clientY };
    store.update((s) => withCursor(s, place && cellOf(place)));
  });

  host.addEventListener('pointerup', (event) => {
    const place = placeOf(event);
    if (pressed && !pressed.moved && place && store.get().view.tool === 'look')
      store.update((s) => togglePin(s, cellOf(place)));
    pressed = undefined;
  });

  host.addEventListener('pointerleave', () => store.update((s) => withCursor(s, undefined)));

  host.addEventListener(
    'wheel',
    (event) => {
      const place = placeOf(event);
      if (!place) return;
      event.preventDefault();
      const lines = event.deltaMode === WheelEvent.DOM_DELTA_LINE ? event.deltaY / 3 : event.deltaY / 100;
      const factor = notch ** -Math.max(-3, Math.min(3, lines));
      store.update((s) => zoomBy(s, factor, place.u, place.v));
    },
    { passive: false },
  );
}
