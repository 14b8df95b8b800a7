/** The order in which what ids stand for can be worked out. */
import { ModelError } from '../../../errors.ts';

/** A few of many ids. */
export function said(ids: readonly string[], most = 10): string {
  return ids.length > most
    ? `${ids.slice(0, most).join(', ')} and ${ids.length - most} more`
    : ids.join(', ');
}

/**
 * Each id after those that it needs, on a stack of our own: chains may be long.
 *
 * @throws ModelError for ids that need themselves
 */
export function inOrder(
  ids: readonly string[],
  needs: (id: string) => readonly string[],
  file: string,
): string[] {
  const order: string[] = [];
  const state = new Map<string, 'open' | 'done'>();
  const path: { readonly id: string; readonly rest: string[] }[] = [];
  const enter = (id: string): void => {
    if (state.get(id) === 'done') return;
    if (state.get(id) === 'open') {
      const loop = path.slice(path.findIndex((step) => step.id === id)).map((step) => step.id);
      throw new ModelError(
        file,
        `what these stand for reads itself: ${said([...loop, id])}`,
        'Break the loop in their rules, initial assignments or laws.',
      );
    }
    state.set(id, 'open');
    path.push({ id, rest: [...needs(id)].reverse() });
  };
  for (const id of ids) {
    enter(id);
    for (let last = path.at(-1); last; last = path.at(-1)) {
      const next = last.rest.pop();
      if (next !== undefined) enter(next);
      else {
        state.set(last.id, 'done');
        order.push(last.id);
        path.pop();
      }
    }
  }
  return order;
}
