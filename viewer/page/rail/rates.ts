/** Rate constants: read, changed in a run, or for a fork of it; with undo. */
import type { RateInfo } from '../../../src/serve/protocol/run-info.ts';
import { stagedRate } from '../../state/changes/staged.ts';
import { changesGoTo, ruleInWords } from '../../state/changes/where.ts';
import { withNotice } from '../../state/choose.ts';
import { frontRun, type PageState } from '../../state/page-state.ts';
import type { Store } from '../../state/store.ts';
import type { Actions } from '../input/actions.ts';
import { element, setShown, setText } from '../kit/element.ts';
import { iconButton } from '../kit/icons.ts';
import { section } from './section.ts';

/** A slider goes from a tenth to ten times the value it was made with. */
const decades = 1;
const sliderSteps = 200;

interface RateRow {
  readonly root: HTMLElement;
  show(rate: RateInfo, staged: number | undefined): void;
}

/** @param onBad  what stands in the field is no rate */
function rateRow(first: RateInfo, actions: Actions, onBad: () => void): RateRow {
  const { name } = first;
  const base = first.value && first.value > 0 ? first.value : 1;
  const valueAt = (place: number) => base * 10 ** (decades * ((2 * place) / sliderSteps - 1));
  const placeOf = (value: number) =>
    value > 0 ? (sliderSteps / 2) * (1 + Math.log10(value / base) / decades) : 0;
  const field = element('input', { type: 'number', step: 'any', min: 0, 'aria-label': `Rate ${name}` });
  const slider = element('input', {
    type: 'range',
    min: 0,
    max: sliderSteps,
    step: 1,
    'aria-label': `Rate ${name}, a tenth to ten times`,
  });
  const rounded = () => Number(valueAt(slider.valueAsNumber).toPrecision(3));
  slider.addEventListener('input', () => {
    field.value = String(rounded());
  });
  slider.addEventListener('change', () => actions.setRate(name, rounded()));
  field.addEventListener('change', () => {
    if (field.valueAsNumber >= 0) actions.setRate(name, field.valueAsNumber);
    else onBad();
  });
  const root = element(
    'div',
    { class: 'rate' },
    element('span', { class: 'rate-name', title: name }, name),
    slider,
    field,
  );
  return {
    root,
    show({ value, fixed }, staged) {
      const now = staged ?? value;
      root.classList.toggle('staged', staged !== undefined);
      root.title = fixed ?? '';
      field.disabled = slider.disabled = fixed !== undefined || value === undefined;
      // A field that is being written in is left alone.
      if (document.activeElement !== field)
        field.value = now === undefined ? '' : String(Number(now.toPrecision(6)));
      if (now === undefined) field.placeholder = 'by cell';
      else slider.value = String(placeOf(now));
    },
  };
}

export function createRates(store: Store, actions: Actions): HTMLElement {
  const { root, body, tools } = section('Rates');
  const note = element('p', { class: 'hint' });
  const list = element('div', { class: 'rates' });
  tools.append(
    iconButton('undo', 'Take back the last change of a rate (u)', actions.undoRate),
    iconButton('redo', 'Make it again (U)', actions.redoRate),
  );
  body.append(note, list);
  let rows = new Map<string, RateRow>();

  function refuse({ name }: RateInfo): void {
    store.update((s) => withNotice(s, 'wrong', `A rate is a number, 0 or more: ${name} stays as it was.`));
    show(store.get());
  }

  function make(state: PageState): void {
    const rates = frontRun(state)?.info.rates ?? [];
    rows = new Map(rates.map((rate) => [rate.name, rateRow(rate, actions, () => refuse(rate))]));
    list.replaceChildren(...[...rows.values()].map((r) => r.root));
    show(state);
  }

  function show(state: PageState): void {
    const run = frontRun(state);
    setShown(root, (run?.info.rates.length ?? 0) > 0);
    if (!run) return;
    const { info } = run;
    const to = changesGoTo(state);
    const { staged } = state.view;
    for (const rate of info.rates)
      rows.get(rate.name)?.show(rate, to === 'fork' ? stagedRate(staged, rate.name) : undefined);
    list.inert = to === 'nowhere';
    setShown(tools, info.can.change);
    setText(note, ruleInWords(state));
  }

  store.watch((s) => [s.front, frontRun(s)?.info.id], make);
  store.watch((s) => [frontRun(s)?.info, s.view.staged, changesGoTo(s)], show);
  return root;
}
