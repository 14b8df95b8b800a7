/** A part of the rail that can be folded away. */
import { element } from '../kit/element.ts';

export interface Section {
  readonly root: HTMLDetailsElement;
  readonly body: HTMLElement;
  /** Beside the title: small buttons. */
  readonly tools: HTMLElement;
}

export function section(title: string, open = true): Section {
  const [body, tools] = [
    element('div', { class: 'section-body' }),
    element('span', { class: 'section-tools' }),
  ];
  const root = element('details', { class: 'section', open }, element('summary', {}, title), tools, body);
  return { root, body, tools };
}

/** A label with its field, in one row. */
export function row(label: string, ...fields: readonly (Node | string)[]): HTMLElement {
  return element('label', { class: 'row' }, element('span', { class: 'row-label' }, label), ...fields);
}

/** A row of buttons: no label element, which would press the first of them. */
export function buttonRow(label: string, ...fields: readonly Node[]): HTMLElement {
  return element('div', { class: 'row', role: 'group', 'aria-label': label }, ...fields);
}
