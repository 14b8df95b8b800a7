/** Files that the reader keeps. */
import type { PageState } from '../state/page-state.ts';
import { frontRun } from '../state/page-state.ts';

/** `bees-step-25.png`. */
export function fileName(state: PageState, ending: string): string {
  const run = frontRun(state);
  const name = (run?.info.name ?? 'crn-grid').replace(/[^\p{L}\p{N}_-]+/gu, '-');
  return `${name}-step-${run?.frame?.step ?? 0}.${ending}`;
}

/** Has the browser save a file. */
export function save(content: Blob, name: string): void {
  const address = URL.createObjectURL(content);
  const link = document.createElement('a');
  link.href = address;
  link.download = name;
  link.click();
  // The browser has begun to read it by the time the next task runs.
  setTimeout(() => URL.revokeObjectURL(address), 10_000);
}

/** The canvas as a PNG. */
export function pngOf(canvas: HTMLCanvasElement): Promise<Blob> {
  return new Promise((resolve, reject) =>
    canvas.toBlob(
      (blob) => (blob ? resolve(blob) : reject(new Error('the picture is too large'))),
      'image/png',
    ),
  );
}
