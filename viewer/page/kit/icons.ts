/** Pictures of buttons: small drawings in the colour of the text. */

const shapes = {
  play: '<path d="M5 3.5v9l7.5-4.5z" fill="currentColor"/>',
  pause: '<path d="M4.5 3.5h2.5v9h-2.5zM9 3.5h2.5v9h-2.5z" fill="currentColor"/>',
  back: '<path d="M11 3.5v9L4.5 8z" fill="currentColor"/>',
  ahead: '<path d="M5 3.5v9L11.5 8z" fill="currentColor"/>',
  first: '<path d="M12 3.5v9L6 8zM4 3.5h1.5v9H4z" fill="currentColor"/>',
  last: '<path d="M4 3.5v9L10 8zM10.5 3.5H12v9h-1.5z" fill="currentColor"/>',
  step: '<path d="M3 3.5v9L9 8z" fill="currentColor"/><path d="M10.5 3.5H12v9h-1.5z" fill="currentColor"/>',
  stop: '<path d="M4 4h8v8H4z" fill="currentColor"/>',
  fork: '<path d="M4 3v4.5c0 2 1.5 3 4 3h3M4 7.5V13M9 8l2.5 2.5L9 13"/>',
  zoomIn: '<circle cx="7" cy="7" r="4"/><path d="M10 10l3.5 3.5M5 7h4M7 5v4"/>',
  zoomOut: '<circle cx="7" cy="7" r="4"/><path d="M10 10l3.5 3.5M5 7h4"/>',
  whole: '<path d="M3 6V3h3M10 3h3v3M13 10v3h-3M6 13H3v-3"/>',
  brush: '<path d="M13 3L7.5 8.5M6.5 8.5c-2 0-2 1.5-2.5 3-.3.8-1 1-1 1s2 .8 4-.2c1.2-.6 1.5-2 .9-3z"/>',
  camera: '<path d="M2.5 5h2.5l1-1.5h4L11 5h2.5v7.5h-11z"/><circle cx="8" cy="8.5" r="2.3"/>',
  film: '<path d="M3 3.5h10v9H3zM5.5 3.5v9M10.5 3.5v9M3 6.5h2.5M3 9.5h2.5M10.5 6.5H13M10.5 9.5H13"/>',
  theme: '<circle cx="8" cy="8" r="5"/><path d="M8 3a5 5 0 0 1 0 10z" fill="currentColor"/>',
  help: '<path d="M5.5 6a2.5 2.5 0 1 1 3.7 2.2c-.8.5-1.2.9-1.2 1.8"/><path d="M8 12.5v.2" stroke-width="2"/>',
  undo: '<path d="M5.5 3L3 5.5 5.5 8M3 5.5h6a3.5 3.5 0 0 1 0 7H6"/>',
  redo: '<path d="M10.5 3L13 5.5 10.5 8M13 5.5H7a3.5 3.5 0 0 0 0 7h3"/>',
  close: '<path d="M4 4l8 8M12 4l-8 8"/>',
} as const;

export type IconName = keyof typeof shapes;

const namespace = 'http://www.w3.org/2000/svg';

/** The drawing, for the reader's eyes only: its button has a name in words. */
export function icon(name: IconName): SVGSVGElement {
  const made = document.createElementNS(namespace, 'svg');
  made.setAttribute('viewBox', '0 0 16 16');
  made.setAttribute('aria-hidden', 'true');
  made.classList.add('icon');
  made.innerHTML = shapes[name];
  return made;
}

/** A button that is a drawing, with its name and key as a hint. */
export function iconButton(
  name: IconName,
  hint: string,
  onclick: () => void,
  className = '',
): HTMLButtonElement {
  const made = document.createElement('button');
  made.type = 'button';
  made.className = `icon-button ${className}`.trim();
  made.append(icon(name));
  nameButton(made, hint);
  made.addEventListener('click', onclick);
  return made;
}

/** Another drawing on the same button. */
export function setIcon(made: HTMLButtonElement, name: IconName, hint: string): void {
  if (made.title === hint) return;
  made.replaceChildren(icon(name));
  nameButton(made, hint);
}

function nameButton(made: HTMLButtonElement, hint: string): void {
  made.title = hint;
  made.setAttribute('aria-label', hint);
}
