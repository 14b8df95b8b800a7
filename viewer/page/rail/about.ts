/** Where the numbers come from: the network, the kernel, the seed, the command. */
import { frontRun, type PageState } from '../../state/page-state.ts';
import type { Store } from '../../state/store.ts';
import { element } from '../kit/element.ts';
import { section } from './section.ts';

export function createAbout(store: Store): HTMLElement {
  const { root, body } = section('About', false);
  function list(state: PageState): void {
    const run = frontRun(state);
    if (!run) return;
    const { info } = run;
    const facts: (readonly [string, string])[] = [
      ['grid', `${info.width} × ${info.height}${info.edge ? `, ${info.edge}` : ''}`],
      ['step', `${info.dt}${info.timeUnit ? ` ${info.timeUnit}` : ''}`],
      ['kernel', info.kernel],
      ['seed', String(info.seed)],
      ...(info.path ? [['recording', info.path] as const] : []),
      ['command', info.command],
      ...(state.version ? [['crn-grid', state.version] as const] : []),
    ];
    body.replaceChildren(
      element(
        'dl',
        { class: 'facts' },
        ...facts.flatMap(([name, value]) => [element('dt', {}, name), element('dd', {}, value)]),
      ),
      element('pre', { tabindex: 0, 'aria-label': 'The network' }, info.network),
    );
  }
  store.watch((s) => [frontRun(s)?.info], list);
  return root;
}
