/** How a network was fitted to one law after the other. */
import type { PanelCurve, Panels } from '../../figures/panels.ts';

/** The fit of one law. */
export interface FitTrace {
  /** At equal steps over the updates, in nats. */
  readonly losses: ArrayLike<number>;
  /** What the method tells of the law: `updates`, and `drift` or `divergence`. */
  readonly told: Readonly<Record<string, number>>;
}

/** The highest losses, at the beginning of a fit, dwarf all others: this share of them is seen. */
const shown = 0.95;

/** Over all updates: the loss above the least of its fit, and drift or divergence where each fit ended. */
export function fitPanels(fits: readonly FitTrace[]): Panels {
  const above = fits.map(({ losses }) => {
    const all = Array.from(losses);
    const least = all.reduce((a, b) => Math.min(a, b), Number.POSITIVE_INFINITY);
    return all.map((loss) => loss - least);
  });
  const sorted = above.flat().sort((a, b) => a - b);
  const top = sorted[Math.floor(shown * (sorted.length - 1))] ?? 0;
  const end = fits[0]!.told.drift === undefined ? 'divergence' : 'drift';
  const unit = end === 'drift' ? 'standard errors' : 'nats';
  let before = 0;
  const ends: number[] = [];
  const losses = fits.map(({ told }, i): PanelCurve => {
    const from = before;
    before += told.updates!;
    ends.push(before);
    const n = above[i]!.length;
    const x = above[i]!.map((_, k) => from + (told.updates! * (k + 1)) / n);
    return { kind: 0, x, y: above[i]!.map((loss) => Math.min(loss, top)), form: 'line' };
  });
  const last: PanelCurve = { kind: 1, x: ends, y: fits.map(({ told }) => told[end]!), form: 'dots' };
  return {
    kinds: [
      { name: 'loss above the least of its fit, nats', colour: 0 },
      { name: `${end} at its end, ${unit}`, colour: 1 },
    ],
    panels: [
      { title: 'loss', curves: losses },
      { title: end, curves: [last] },
    ],
    columns: 2,
    xTitle: 'updates',
    whole: true,
    yTitle: '',
  };
}
