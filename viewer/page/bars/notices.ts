/** Lines that come and go at the bottom: what was refused, what was saved. */
import { withoutNotice, withoutWrongs } from '../../state/choose.ts';
import type { Notice } from '../../state/page-state.ts';
import type { Store } from '../../state/store.ts';
import { element } from '../kit/element.ts';

/** How long a line stays at most, ms: what went wrong takes longer to read, and goes when its reader goes on. */
const stays = { done: 3000, wrong: 9000 } as const;

/** Keys that do nothing by themselves, or lead to a line. */
const noAction = ['Tab', 'Shift', 'Control', 'Alt', 'Meta'];

export function createNotices(host: HTMLElement, store: Store): void {
  const known = new Map<Notice, { readonly line: HTMLElement; readonly timer: number }>();
  store.watch(
    (s) => [s.notices],
    ({ notices }) => {
      for (const [notice, { line, timer }] of known)
        if (!notices.includes(notice)) {
          clearTimeout(timer);
          line.remove();
          known.delete(notice);
        }
      for (const notice of notices) {
        if (known.has(notice)) continue;
        const away = () => store.update((s) => withoutNotice(s, notice));
        const { tone, text } = notice;
        const line = element(
          'button',
          { type: 'button', class: `notice ${tone}`, title: 'Take it away', onclick: away },
          text,
        );
        known.set(notice, { line, timer: window.setTimeout(away, stays[tone]) });
        host.append(line);
      }
    },
  );
  const goOn = ({ target }: Event) => {
    if (!(target instanceof Node && host.contains(target))) store.update(withoutWrongs);
  };
  // Before the action itself, which may go wrong too.
  document.addEventListener('pointerdown', goOn, { capture: true });
  document.addEventListener(
    'keydown',
    (event) => event.repeat || noAction.includes(event.key) || goOn(event),
    {
      capture: true,
    },
  );
}
