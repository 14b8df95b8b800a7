/** The brush: molecules into cells, or out of them. */
import { labelOf } from '../../picture/panel-specs.ts';
import { changesGoTo, ruleInWords } from '../../state/changes/where.ts';
import { toggleBrush, withBrush } from '../../state/choose.ts';
import { frontRun, type PageState } from '../../state/page-state.ts';
import type { Store } from '../../state/store.ts';
import { button, choice, element, setShown, setText } from '../kit/element.ts';
import { row, section } from './section.ts';

export function createBrush(store: Store): HTMLElement {
  const { root, body } = section('Brush', false);
  const take = button('Paint', 'Take the brush, or put it down (b)', () => store.update(toggleBrush), {
    class: 'wide toggle',
  });
  const what = choice('What to paint', [], (name) => store.update((s) => withBrush(s, { name })));
  const how = choice(
    'How to paint',
    [
      ['add', 'add'],
      ['set', 'set to'],
    ],
    (value) => store.update((s) => withBrush(s, { how: value as 'add' | 'set' })),
  );
  const amount = element('input', { type: 'number', step: 1, 'aria-label': 'How many in each cell' });
  amount.addEventListener('change', () => {
    const value = amount.valueAsNumber;
    if (Number.isFinite(value)) store.update((s) => withBrush(s, { value }));
  });
  const size = element('input', { type: 'range', min: 0, max: 32, step: 1, 'aria-label': 'Radius in cells' });
  size.addEventListener('input', () => store.update((s) => withBrush(s, { radius: size.valueAsNumber })));
  const laws = element('input', { type: 'checkbox', 'aria-label': 'Paint even what the network conserves' });
  laws.addEventListener('change', () => store.update((s) => withBrush(s, { breakLaws: laws.checked })));
  const lawsRow = row('laws', element('span', { class: 'inline' }, laws, 'may be broken'));
  lawsRow.title =
    'The network conserves some sums of species. Without this, painting that would change one is refused.';
  const rule = element('p', { class: 'hint' });
  body.append(rule, take, row('what', what), row('how', how, amount), row('size', size), lawsRow);

  function list(state: PageState): void {
    const run = frontRun(state);
    if (!run) return;
    const { info } = run;
    const named = [...info.species, ...info.fields];
    what.replaceChildren(...named.map(({ name }) => element('option', { value: name }, labelOf(info, name))));
    what.value = state.view.brush.name;
  }

  store.watch((s) => [frontRun(s)?.info.species], list);
  store.watch(
    (s) => [changesGoTo(s)],
    (s) => {
      setShown(root, changesGoTo(s) !== 'nowhere');
      setText(rule, ruleInWords(s));
    },
  );
  store.watch(
    (s) => [s.view.brush, s.view.tool],
    ({ view: { brush, tool } }) => {
      [what.value, how.value, size.value] = [brush.name, brush.how, String(brush.radius)];
      if (document.activeElement !== amount) amount.value = String(brush.value);
      laws.checked = brush.breakLaws;
      take.setAttribute('aria-pressed', String(tool === 'paint'));
    },
  );
  // Put down, it leaves its room to what comes below.
  store.watch(
    (s) => [s.view.tool],
    ({ view: { tool } }) => {
      root.open = tool === 'paint';
    },
  );
  return root;
}
