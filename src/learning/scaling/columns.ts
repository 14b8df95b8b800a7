/** Moments of the columns of a matrix. */

/** Mean, standard deviation and root mean square of each column. */
export function columnMoments(
  values: ArrayLike<number>,
  width: number,
): Record<'mean' | 'sd' | 'rms', number[]> {
  const rows = values.length / width;
  const mean = new Array<number>(width).fill(0);
  const square = new Array<number>(width).fill(0);
  for (let i = 0; i < values.length; i++) mean[i % width]! += values[i]! / rows;
  for (let i = 0; i < values.length; i++) square[i % width]! += (values[i]! - mean[i % width]!) ** 2 / rows;
  return { mean, sd: square.map(Math.sqrt), rms: square.map((v, i) => Math.sqrt(v + mean[i]! ** 2)) };
}
