/** Making and filling elements of the page. */

type Attributes = Readonly<Record<string, string | number | boolean | ((event: never) => void) | undefined>>;
type Child = Node | string | undefined;

/**
 * An element with attributes and children. `onclick` and the like are listeners; `true` is an empty
 * attribute; `false` and undefined are none.
 */
export function element<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  attributes: Attributes = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(tag);
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === 'function') made.addEventListener(name.slice(2), value as EventListener);
    else if (value === true) made.setAttribute(name, '');
    else if (value !== false && value !== undefined) made.setAttribute(name, String(value));
  }
  made.append(...children.filter((child) => child !== undefined));
  return made;
}

/** Sets the text where it has changed: what has not is not laid out again. */
export function setText(where: HTMLElement, text: string): void {
  if (where.textContent !== text) where.textContent = text;
}

/** Other children in the place of those there; the focus stays at its place among them. */
export function refill(host: HTMLElement, children: readonly HTMLElement[]): void {
  const focused = Array.from(host.children).indexOf(document.activeElement!);
  host.replaceChildren(...children);
  if (focused >= 0) children[Math.min(focused, children.length - 1)]?.focus();
}

/** Shows or hides without giving up the place. */
export function setShown(where: HTMLElement, shown: boolean): void {
  where.hidden = !shown;
}

/** A button with a text, a hint with its key, and what it does. */
export function button(text: string, hint: string, onclick: () => void, attributes: Attributes = {}) {
  return element('button', { type: 'button', title: hint, onclick, ...attributes }, text);
}

/** A drop-down list: value and text of each choice. */
export function choice(
  label: string,
  options: readonly (readonly [value: string, text: string])[],
  chosen: (value: string) => void,
): HTMLSelectElement {
  const made = element('select', { 'aria-label': label, onchange: () => chosen(made.value) });
  made.append(...options.map(([value, text]) => element('option', { value }, text)));
  return made;
}
