/** The sheet of keys. */
import type { Store } from '../../state/store.ts';
import { withView } from '../../state/time.ts';
import { element } from '../kit/element.ts';
import { iconButton } from '../kit/icons.ts';
import type { Key } from './keys.ts';

export function createHelp(host: HTMLElement, store: Store, keys: readonly Key[]): void {
  const groups = [...new Set(keys.map(({ group }) => group))];
  const dialog = element('dialog', { class: 'help', 'aria-label': 'Keys' });
  dialog.append(
    element(
      'header',
      {},
      element('h2', {}, 'Keys'),
      iconButton('close', 'Close (Esc)', () => dialog.close()),
    ),
    element(
      'div',
      { class: 'key-groups' },
      ...groups.map((group) =>
        element(
          'section',
          {},
          element('h3', {}, group),
          element(
            'dl',
            {},
            ...keys
              .filter((key) => key.group === group)
              .flatMap(({ shown, words }) => [
                element('dt', {}, ...shown.map((key) => element('kbd', {}, key))),
                element('dd', {}, words),
              ]),
          ),
        ),
      ),
    ),
    element(
      'p',
      { class: 'hint' },
      'Tab goes through all buttons and fields. With a mouse: point at a cell to read it, click to pin it, drag to move, turn the wheel to zoom. ' +
        'A panel’s title shows it alone. Click in a chart to go to that time.',
    ),
  );
  dialog.addEventListener('close', () => store.update((s) => withView(s, { help: false })));
  host.append(dialog);
  store.watch(
    (s) => [s.view.help],
    ({ view: { help } }) => {
      if (help && !dialog.open) dialog.showModal();
      if (!help && dialog.open) dialog.close();
    },
  );
}
