import { expect, test } from 'vitest';
import { noChanges, redo, undo, withChange } from '../../../../viewer/state/changes/undo.ts';

const change = (before: number, after: number) => ({ run: 'run', name: 'k', before, after });

test('changes are taken back and made again, in order; a new one ends what was undone', () => {
  const history = withChange(withChange(noChanges, change(1, 2)), change(2, 3));
  const back = undo(history)!;
  expect(back.change).toEqual(change(2, 3));
  const further = undo(back.history)!;
  expect(further.change).toEqual(change(1, 2));
  expect(undo(further.history)).toBeUndefined();
  expect(redo(further.history)!.change).toEqual(change(1, 2));
  expect(redo(withChange(back.history, change(2, 9)))).toBeUndefined();
});
