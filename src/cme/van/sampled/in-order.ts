/** Rows of counts in the order of a dictionary: those that begin alike are neighbours. */

/**
 * @param counts   shape [rows, columns]
 * @param classes  counts of column i are 0 … classes[i] − 1
 * @returns row numbers
 */
export function inOrder(counts: Int32Array, rows: number, classes: readonly number[]): Int32Array {
  const width = classes.length;
  let order = Int32Array.from({ length: rows }, (_, row) => row);
  // By the last column first: equal counts of one column stay as they are.
  for (let i = width - 1; i >= 0; i--) {
    const starts = new Int32Array(classes[i]! + 1);
    for (let row = 0; row < rows; row++) starts[counts[row * width + i]! + 1]!++;
    for (let c = 1; c < starts.length; c++) starts[c]! += starts[c - 1]!;
    const next = new Int32Array(rows);
    for (const row of order) next[starts[counts[row * width + i]!]!++] = row;
    order = next;
  }
  return order;
}
