/** The numbers on show, for those who hear the page: never faster than they can be said. */
import { frontRun } from '../../state/page-state.ts';
import type { Store } from '../../state/store.ts';
import { cellInWords, numbersInWords } from './state-words.ts';

/** Between two announcements of a run, and of a cell that is walked to, ms. */
const pause = { numbers: 5000, cell: 400 } as const;

/** Writes a text no more often than every so many ms; the last one is never lost. */
function writer(where: HTMLElement, every: number): (text: string) => void {
  let wanted = '';
  let busy = false;
  function write(): void {
    if (where.textContent === wanted) return;
    where.textContent = wanted;
    busy = true;
    setTimeout(() => {
      busy = false;
      write();
    }, every);
  }
  return (text) => {
    wanted = text;
    if (!busy) write();
  };
}

/** @param numbers, cell  polite live regions */
export function createLiveText(numbers: HTMLElement, cell: HTMLElement, store: Store): void {
  const [tell, tellCell] = [writer(numbers, pause.numbers), writer(cell, pause.cell)];
  store.watch(
    (s) => [frontRun(s)?.frame, frontRun(s)?.status.state],
    (s) => tell([frontRun(s)?.status.state ?? '', numbersInWords(s)].filter(Boolean).join('. ')),
  );
  store.watch(
    (s) => [s.view.cursor, frontRun(s)?.frame?.cells],
    (s) => tellCell(cellInWords(s)),
  );
}
