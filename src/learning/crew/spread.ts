/** Cuts work into pieces and keeps all lanes busy with them. */

export interface Spread {
  /** Rows of the whole work. */
  readonly total: number;
  /** Rows of one piece, at most. */
  readonly most: number;
  /** Pieces that are worked on at the same time. */
  readonly lanes: number;
  readonly onProgress?: ((share: number) => void) | undefined;
  readonly signal?: AbortSignal | undefined;
}

/** What a piece should take, in seconds: short to watch and to stop, long against handing it over. */
const pieceSeconds = 0.2;
const firstPiece = 16;

/**
 * Runs `piece` over all rows; pieces grow until they take some tenths of a second. Their
 * sizes follow the clock, so results must not depend on the cut.
 *
 * @returns the results, in the order of the rows
 * @throws what a piece throws, or the reason of `signal`, when the pieces under way are done
 */
export async function spread<T>(
  { total, most, lanes, onProgress, signal }: Spread,
  piece: (from: number, rows: number) => Promise<T>,
): Promise<T[]> {
  const results: { readonly from: number; readonly result: T }[] = [];
  let size = Math.min(firstPiece, most);
  let next = 0;
  let done = 0;
  let failed = false;
  const lane = async (): Promise<void> => {
    while (next < total && !failed) {
      signal?.throwIfAborted();
      const from = next;
      // The last pieces are cut smaller, so that all lanes end together.
      const rows = Math.min(total - from, Math.max(1, Math.min(size, Math.ceil((total - from) / lanes))));
      next += rows;
      const began = performance.now();
      try {
        results.push({ from, result: await piece(from, rows) });
      } catch (error) {
        failed = true;
        throw error;
      }
      const seconds = (performance.now() - began) / 1000;
      size = Math.max(
        1,
        Math.min(most, 2 * rows, Math.round((rows * pieceSeconds) / Math.max(seconds, 1e-3))),
      );
      done += rows;
      onProgress?.(done / total);
    }
  };
  const ends = await Promise.allSettled(Array.from({ length: Math.min(lanes, total) }, lane));
  for (const end of ends) if (end.status === 'rejected') throw end.reason;
  return results.sort((a, b) => a.from - b.from).map(({ result }) => result);
}
