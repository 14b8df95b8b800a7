/** Lines that come and go at the bottom: what was refused, what was saved. */
import { withoutNotice } from '../../state/choose.ts';
import type { Store } from '../../state/store.ts';
import { element } from '../kit/element.ts';

/** How long a line stays, ms: what went wrong takes longer to read. */
const stays = { done: 3000, wrong: 9000 } as const;

export function createNotices(host: HTMLElement, store: Store): void {
  const known = new Map<number, HTMLElement>();
  store.watch(
    (s) => [s.notices],
    ({ notices }) => {
      for (const [id, line] of known)
        if (!notices.some((notice) => notice.id === id)) {
          line.remove();
          known.delete(id);
        }
      for (const { id, tone, text } of notices) {
        if (known.has(id)) continue;
        const away = () => store.update((s) => withoutNotice(s, id));
        const line = element(
          'button',
          { type: 'button', class: `notice ${tone}`, title: 'Take it away', onclick: away },
          text,
        );
        known.set(id, line);
        host.append(line);
        setTimeout(away, stays[tone]);
      }
    },
  );
}
