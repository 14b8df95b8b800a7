/** The cell under the cursor, and the cells that are pinned: their numbers and their past. */
import { shortNumber } from '../../../src/figures/words.ts';
import type { ChartInk } from '../../charts/chart.ts';
import { cellChart, type Palette } from '../../charts/chart-specs.ts';
import { createCharts } from '../../charts/strip.ts';
import { wayOf } from '../../picture/overlay.ts';
import { labelOf } from '../../picture/panel-specs.ts';
import { pinColours } from '../../picture/pin-colours.ts';
import { togglePin } from '../../state/choose.ts';
import { frontRun, type PageState } from '../../state/page-state.ts';
import type { Store } from '../../state/store.ts';
import { element, refill, setText } from '../kit/element.ts';
import { section } from './section.ts';

export interface CellSection {
  readonly root: HTMLElement;
  draw(state: PageState, palette: Palette, ink: ChartInk): void;
}

/** @param seek  somebody has pointed at a time in a chart */
export function createCellSection(store: Store, seek: (time: number) => void): CellSection {
  const { root, body } = section('Cell');
  const where = element('div', { class: 'cell-where' });
  const counts = element('dl', { class: 'counts' });
  const pins = element('div', { class: 'pins', role: 'group', 'aria-label': 'Pinned cells' });
  const chartHost = element('div', { class: 'pin-charts' });
  const charts = createCharts(chartHost, seek);
  body.append(where, counts, pins, chartHost);
  let values: HTMLElement[] = [];

  function list(state: PageState): void {
    const run = frontRun(state);
    const named = run ? [...run.info.species, ...run.info.fields] : [];
    values = named.map(() => element('dd', {}, '–'));
    counts.replaceChildren(
      ...named.flatMap(({ name }, i) => [
        element('dt', { title: name }, labelOf(run!.info, name)),
        values[i]!,
      ]),
    );
  }

  function read(state: PageState): void {
    const run = frontRun(state);
    const { cursor, pins: pinned } = state.view;
    const cell = cursor ?? pinned.at(-1);
    if (!run || cell === undefined) {
      setText(where, 'Point at a cell, or walk with the arrow keys.');
      for (const value of values) setText(value, '–');
      return;
    }
    const [x, y] = [cell % run.info.width, Math.floor(cell / run.info.width)];
    const here = run.frame?.cells.find((c) => c.x === x && c.y === y);
    const way = here ? wayOf(here) : '';
    setText(where, `column ${x}, row ${y}${way ? ` · ${way}` : ''}`);
    // Numbers of the cell before stay until the new ones are here: that is one frame.
    if (here) [...here.counts, ...here.fields].forEach((v, i) => setText(values[i]!, shortNumber(v, 5)));
  }

  function listPins({ view }: PageState): void {
    const width = frontRun(store.get())?.info.width ?? 1;
    refill(
      pins,
      view.pins.map((pin, i) =>
        element(
          'button',
          {
            type: 'button',
            class: 'chip pin',
            title: 'Take the pin out',
            onclick: () => store.update((s) => togglePin(s, pin)),
          },
          element('i', { style: `background: ${pinColours[i]}` }),
          `${pin % width}, ${Math.floor(pin / width)} ×`,
        ),
      ),
    );
  }

  store.watch((s) => [frontRun(s)?.info.species, frontRun(s)?.info.fields], list);
  store.watch((s) => [s.view.cursor, s.view.pins, frontRun(s)?.frame, frontRun(s)?.info.species], read);
  store.watch((s) => [s.view.pins, s.front], listPins);
  return {
    root,
    draw(state, palette, ink) {
      const specs = state.view.pins.flatMap((pin) => cellChart(state, pin, palette) ?? []);
      charts(specs, frontRun(state)?.frame?.time, ink);
    },
  };
}
