/** The row of charts below the panels. */
import { frontRun, type PageState } from '../state/page-state.ts';
import { type Chart, type ChartInk, createChart } from './chart.ts';
import { type ChartSpec, chartSpecs, type Palette } from './chart-specs.ts';

/** Charts of a row or column, made and thrown away as they come and go. */
export function createCharts(host: HTMLElement, seek: (time: number) => void) {
  const known = new Map<string, Chart>();
  return (specs: readonly ChartSpec[], time: number | undefined, ink: ChartInk): void => {
    const keys = new Set(specs.map(({ key }) => key));
    for (const [key, chart] of known)
      if (!keys.has(key)) {
        chart.root.remove();
        known.delete(key);
      }
    for (const spec of specs) {
      let chart = known.get(spec.key);
      if (!chart) {
        chart = createChart(seek);
        known.set(spec.key, chart);
        host.append(chart.root);
      }
      chart.draw(spec, time, ink);
    }
  };
}

export function createStrip(host: HTMLElement, seek: (time: number) => void) {
  const charts = createCharts(host, seek);
  return (state: PageState, palette: Palette, ink: ChartInk): void =>
    charts(chartSpecs(state, palette), frontRun(state)?.frame?.time, ink);
}
