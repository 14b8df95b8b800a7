/** Titles, numbers and colour bars around the panels. */
import { shortNumber } from '../../../src/figures/words.ts';
import { element, setText } from '../../page/kit/element.ts';
import type { PageState, RunView } from '../../state/page-state.ts';
import { cssColour } from '../colour-map.ts';
import { type PanelSpec, panelValues } from '../panel-specs.ts';
import type { PlacedPanel } from './stage.ts';

interface Labels {
  readonly root: HTMLElement;
  readonly title: HTMLButtonElement;
  readonly value: HTMLElement;
  readonly bar: HTMLElement;
  readonly ramp: HTMLElement;
  readonly ticks: HTMLElement;
  /** What the ticks show. */
  scale: string;
}

/** Stops of the colour bar: more cannot be seen. */
const stops = 33;

function ramp(map: PanelSpec['map']): string {
  const colours = Array.from({ length: stops }, (_, i) => cssColour(map, i / (stops - 1)));
  return `linear-gradient(to top, ${colours.join(', ')})`;
}

/** The value under the cursor, else the total of the panel. */
function readout({ spec }: PlacedPanel, { view }: PageState): string {
  const { frame, info } = spec.run;
  const cursor = view.cursor;
  const content = panelValues(spec);
  if (!frame || !content) return '';
  if (cursor === undefined) {
    const total = (run: RunView) => run.frame?.planes.get(spec.plane)?.total ?? 0;
    const sum = total(spec.run) - (spec.minus ? total(spec.minus) : 0);
    return `Σ ${spec.minus && sum > 0 ? '+' : ''}${shortNumber(sum, 5)}`;
  }
  const [x, y] = [cursor % info.width, Math.floor(cursor / info.width)];
  const column = Math.floor((x - frame.window.x) / frame.factor);
  const row = Math.floor((y - frame.window.y) / frame.factor);
  if (column < 0 || row < 0 || column >= frame.columns || row >= frame.rows) return '';
  const value = content.values[row * frame.columns + column]!;
  const sign = spec.minus && value > 0 ? '+' : '';
  return `${frame.factor > 1 ? '≤ ' : ''}${sign}${shortNumber(value, 5)}`;
}

/** @param solo  a title was pressed */
export function createPanelLabels(host: HTMLElement, solo: (plane: string) => void) {
  const known = new Map<string, Labels>();

  function make(spec: PanelSpec): Labels {
    const title = element('button', {
      type: 'button',
      class: 'panel-title',
      onclick: () => solo(spec.plane),
    });
    const value = element('span', { class: 'panel-value' });
    const [rampBox, ticks] = [element('div', { class: 'ramp' }), element('div', { class: 'ticks' })];
    const bar = element('div', { class: 'colour-bar', 'aria-hidden': 'true' }, rampBox, ticks);
    const top = element('div', { class: 'panel-head' }, title, value);
    const root = element('div', { class: 'panel-labels' }, top, bar);
    host.append(root);
    return { root, title, value, bar, ramp: rampBox, ticks, scale: '' };
  }

  function drawBar(labels: Labels, { scale, scaleKind, map }: PanelSpec, height: number): void {
    const key = `${map} ${scaleKind} ${scale.min} ${scale.max} ${height}`;
    if (key === labels.scale) return;
    labels.scale = key;
    labels.ramp.style.background = ramp(map);
    const size = Number.parseFloat(getComputedStyle(host).fontSize);
    const ticks = scale.ticks(Math.max(2, Math.min(6, Math.floor(height / (2.4 * size)))));
    labels.ticks.replaceChildren(
      ...ticks.map(({ at, label }) => element('span', { style: `bottom: ${100 * at}%` }, label)),
    );
  }

  return {
    draw(placed: readonly PlacedPanel[], state: PageState): void {
      const keys = new Set(placed.map(({ spec }) => spec.key));
      for (const [key, labels] of known)
        if (!keys.has(key)) {
          labels.root.remove();
          known.delete(key);
        }
      for (const panel of placed) {
        const { spec, box } = panel;
        const labels = known.get(spec.key) ?? make(spec);
        known.set(spec.key, labels);
        const { style } = labels.root;
        style.transform = `translate(${box.x}px, ${box.y}px)`;
        style.width = `${box.width}px`;
        style.height = `${box.height}px`;
        setText(labels.title, spec.title);
        labels.title.title = `${spec.plane}: show it alone, or all again`;
        setText(labels.value, readout(panel, state));
        drawBar(labels, spec, box.height);
      }
    },
  };
}
