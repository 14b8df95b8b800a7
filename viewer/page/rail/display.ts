/** What is shown and how: panels, scale, range, colours, overlay, zoom. */
import { scaleKinds } from '../../picture/cell-scale.ts';
import { type ColourMapName, countMaps } from '../../picture/colour-map.ts';
import { percent, routeShares, whyNoOverlay } from '../../picture/overlay.ts';
import { labelOf, panelSpecs, planesOfRun } from '../../picture/panel-specs.ts';
import { routeColour, routeMeaning, routeWords } from '../../picture/route-colours.ts';
import { togglePlane, zoomBy, zoomOut } from '../../state/choose.ts';
import { frontRun, type PageState, type View } from '../../state/page-state.ts';
import type { Store } from '../../state/store.ts';
import { withView } from '../../state/time.ts';
import { button, choice, element, refill, setShown, setText } from '../kit/element.ts';
import { iconButton } from '../kit/icons.ts';
import { buttonRow, row, section } from './section.ts';

/** The scales on show, kept as they are: where each plane has its own, by plane. */
function fixedNow(state: PageState): View['fixed'] {
  const fields = new Set(frontRun(state)?.info.fields.map(({ name }) => name));
  const specs = panelSpecs(state).filter(({ side }) => side === 'front');
  return Object.fromEntries(
    specs.map(({ plane, scale: { min, max } }) => [
      state.view.shared && !fields.has(plane) ? '' : plane,
      { min, max },
    ]),
  );
}

export function createDisplay(store: Store): HTMLElement {
  const { root, body } = section('Display');
  const panels = element('div', { class: 'chips', role: 'group', 'aria-label': 'Panels' });
  const set = (change: Partial<View>) => store.update((s) => withView(s, change));
  const scale = choice(
    'Scale',
    ['auto', ...scaleKinds].map((kind) => [kind, kind === 'auto' ? 'automatic' : kind]),
    (value) => set({ scale: value as View['scale'] }),
  );
  const shared = element('input', { type: 'checkbox', 'aria-label': 'One scale for all panels' });
  shared.addEventListener('change', () => set({ shared: shared.checked, range: 'seen', fixed: {} }));
  const range = choice(
    'Range',
    [
      ['seen', 'so far'],
      ['frame', 'each frame'],
      ['fixed', 'fixed'],
    ],
    (value) =>
      store.update((s) =>
        withView(
          s,
          value === 'fixed' ? { fixed: fixedNow(s), range: 'fixed' } : { range: value as View['range'] },
        ),
      ),
  );
  const limits = element('div', { class: 'limits' });
  const colours = choice(
    'Colours',
    countMaps.map((name) => [name, name]),
    (value) => set({ colours: value as ColourMapName }),
  );
  const overlay = choice(
    'Overlay',
    [
      ['none', 'none'],
      ['routes', 'routes'],
      ['domain', 'domain'],
    ],
    (value) => set({ overlay: value as View['overlay'] }),
  );
  const overlayRow = row('overlay', overlay);
  const legend = element('ul', {
    class: 'route-legend',
    'aria-label': 'Share of cells by the way they went',
  });
  const zoom = element('output', { class: 'zoom' });
  body.append(
    panels,
    element(
      'div',
      { class: 'pairs' },
      row('scale', scale),
      row('range', range),
      row('colours', colours),
      overlayRow,
    ),
    limits,
    legend,
    buttonRow(
      'zoom',
      element(
        'label',
        { class: 'inline', title: 'One scale for all panels of counts (s)' },
        shared,
        'shared',
      ),
      element('span', { class: 'spring' }),
      iconButton('zoomOut', 'Further away (−)', () => store.update((s) => zoomBy(s, 1 / 1.5))),
      zoom,
      iconButton('zoomIn', 'Closer (+)', () => store.update((s) => zoomBy(s, 1.5))),
      iconButton('whole', 'The whole grid (0)', () => store.update(zoomOut)),
    ),
  );

  function listPanels(state: PageState): void {
    const run = frontRun(state);
    const all = run ? planesOfRun(run.info) : [];
    refill(
      panels,
      all.map((plane, i) => {
        const label = labelOf(run!.info, plane);
        const hint = `${plane}${i < 9 ? ` (${i + 1})` : ''}`;
        return button(label, hint, () => store.update((s) => togglePlane(s, plane, all)), {
          class: 'chip',
          'aria-pressed': String(state.view.planes.includes(plane)),
        });
      }),
    );
  }

  /** Fields for the upper ends of the scales, where they are fixed. */
  function listLimits({ view }: PageState): void {
    setShown(limits, view.range === 'fixed');
    const info = frontRun(store.get())?.info;
    const shown = view.range === 'fixed' && info ? Object.entries(view.fixed) : [];
    limits.replaceChildren(
      ...shown.map(([plane, { min, max }]) => {
        const field = element('input', { type: 'number', value: max, step: 'any' });
        field.addEventListener('change', () => {
          const top = field.valueAsNumber;
          if (!(top > min)) field.value = String(max);
          else set({ fixed: { ...store.get().view.fixed, [plane]: { min, max: top } } });
        });
        return row(plane === '' ? 'up to' : `${labelOf(info!, plane)} up to`, field);
      }),
    );
  }

  function listRoutes(state: PageState): void {
    const info = frontRun(state)?.info;
    const why = info && whyNoOverlay(info);
    overlay.disabled = why !== undefined;
    overlayRow.title = why ?? 'Which way each cell went in the step that led to the frame (o)';
    colours.disabled = why === undefined && state.view.overlay !== 'none';
    colours.title = colours.disabled ? 'Under an overlay colours tell routes' : '';
    const listed = why === undefined ? routeShares(state) : [];
    setShown(legend, listed.length > 0);
    legend.replaceChildren(
      ...listed.map(({ route, share }) =>
        element(
          'li',
          { title: routeMeaning[route] },
          element('i', { style: `background: ${routeColour[route] ?? '#808080'}` }),
          `${routeWords[route]} `,
          element('b', {}, share === undefined ? '' : percent(share)),
        ),
      ),
    );
  }

  store.watch((s) => [frontRun(s)?.info.species, frontRun(s)?.info.observables, s.view.planes], listPanels);
  store.watch((s) => [s.view.range, s.view.fixed, s.front], listLimits);
  store.watch((s) => [s.view.overlay, frontRun(s)?.frame?.routes, frontRun(s)?.info.overlays], listRoutes);
  store.watch(
    (s) => [s.view, s.front],
    (s) => {
      const { view } = s;
      [scale.value, range.value, colours.value, overlay.value] = [
        view.scale,
        view.range,
        view.colours,
        view.overlay,
      ];
      shared.checked = view.shared;
      const width = frontRun(s)?.info.width ?? 1;
      setText(zoom, `${Math.round((100 * width) / (view.window?.width ?? width))} %`);
    },
  );
  return root;
}
