/** What is said where there is nothing to see, or nothing new: connecting, empty, failed, lost, refused. */
import type { Store } from '../../state/store.ts';
import { element, setShown, setText } from '../kit/element.ts';
import { bannerOf } from './state-words.ts';

export function createBanner(host: HTMLElement, store: Store): void {
  const [title, text] = [element('strong', {}), element('span', { class: 'banner-text' })];
  host.append(title, text);
  const root = document.documentElement;
  store.watch(
    (s) => {
      const said = bannerOf(s);
      return [said?.title, said?.text, said?.form, said?.tone];
    },
    (state) => {
      const said = bannerOf(state);
      setShown(host, said !== undefined);
      root.dataset.covered = String(said?.form === 'card');
      if (!said) return;
      host.className = `banner ${said.form} ${said.tone}`;
      setText(title, said.title);
      setText(text, said.text);
    },
  );
}
