/** What `crn-grid simulate` writes of an ensemble, as tables. */
import type { Ensemble } from '../../run/replicates/ensemble.ts';

/** `time`, then `X-mean` and `X-sd` of each species and observable. */
export function statisticsColumns(e: Ensemble): Record<string, Float64Array> {
  const columns: Record<string, Float64Array> = { time: e.times };
  e.names.forEach((name, s) => {
    columns[`${name}-mean`] = e.mean[s]!;
    columns[`${name}-sd`] = e.sd[s]!;
  });
  return columns;
}

/** One row per trajectory and time: the tidy form that pandas and R like. */
export function trajectoryColumns(e: Ensemble): Record<string, Float64Array | Int32Array> {
  const width = e.species.length;
  const n = e.counts[0]!.length / width;
  const rows = n * e.times.length;
  const columns: Record<string, Float64Array | Int32Array> = {
    trajectory: new Int32Array(rows),
    time: new Float64Array(rows),
  };
  const shown = e.species.flatMap((name, s) => (e.names.includes(name) ? [{ name, s }] : []));
  for (const { name } of shown) columns[name] = new Int32Array(rows);
  let row = 0;
  for (let i = 0; i < n; i++)
    for (let t = 0; t < e.times.length; t++, row++) {
      columns.trajectory![row] = i;
      columns.time![row] = e.times[t]!;
      for (const { name, s } of shown) columns[name]![row] = e.counts[t]![i * width + s]!;
    }
  return columns;
}
