/** One line chart over time: uPlot, with a legend of current numbers and a line at the time on show. */
import uPlot from 'uplot';
import { shortNumber } from '../../src/figures/words.ts';
import { element, setText } from '../page/kit/element.ts';
import type { ChartLine, ChartSpec } from './chart-specs.ts';
import { chartTable } from './chart-table.ts';

/** Colours of axes, from the page's style. */
export interface ChartInk {
  readonly text: string;
  readonly grid: string;
}

export interface Chart {
  readonly root: HTMLElement;
  /** @param time  on show @param ink  a new object where the theme has changed */
  draw(spec: ChartSpec, time: number | undefined, ink: ChartInk): void;
}

/** Places of the axes, in units of the text size. */
const axisRoom = { left: 3.6, below: 1.7 } as const;

/** The number of a line now; behind it that of the same line of the run beside it. */
function nowInWords({ name, now }: ChartLine, lines: readonly ChartLine[]): string {
  const other = lines.find((line) => line.dashed && line.name === name)?.now;
  const words = now === undefined ? '' : shortNumber(now, 3);
  return other === undefined ? words : `${words} ┆ ${shortNumber(other, 3)}`;
}

/** From 0, up to a little above the greatest; a range even where all values are equal. */
function valueRange(_: uPlot, min: number | null, max: number | null): [number, number] {
  const [low, high] = [Math.min(0, min ?? 0), Math.max(0, max ?? 0)];
  if (high === low) return [0, 1];
  return [low * 1.06, high * 1.06];
}

/** From 0, up to what all but few values stay below: one stall of the machine does not flatten the rest. */
function typicalRange(chart: uPlot): [number, number] {
  const values = chart.data
    .slice(1)
    .flatMap((column) => Array.from(column).filter((v) => typeof v === 'number'));
  values.sort((a, b) => a - b);
  const typical = values[Math.floor(0.95 * (values.length - 1))] ?? 0;
  return [0, typical > 0 ? 2 * typical : 1];
}

/** The colour of a line, faint. */
const shade = (colour: string): string =>
  /^#[0-9a-f]{6}$/i.test(colour) ? `${colour}38` : `color-mix(in srgb, ${colour} 22%, transparent)`;

/** @param seek  somebody has pointed at a time */
export function createChart(seek: (time: number) => void): Chart {
  const title = element('span', { class: 'chart-title' });
  const legend = element('div', { class: 'legend' });
  const plot = element('div', { class: 'plot' });
  const playhead = element('div', { class: 'playhead', hidden: true });
  const root = element('section', { class: 'chart' }, element('header', {}, title, legend), plot);
  let chart: uPlot | undefined;
  let built = '';
  let values: HTMLElement[] = [];
  let drawn: readonly unknown[] = [];
  let ink: ChartInk | undefined;
  let size = [0, 0];

  const observer = new ResizeObserver(() => {
    const [width, height] = [plot.clientWidth, plot.clientHeight];
    if (width === size[0] && height === size[1]) return;
    size = [width, height];
    chart?.setSize({ width, height });
    shown(at);
  });
  observer.observe(plot);
  let at: number | undefined;

  function shown(time: number | undefined): void {
    at = time;
    playhead.hidden = time === undefined || !chart;
    if (time === undefined || !chart) return;
    playhead.style.transform = `translateX(${Math.round(chart.valToPos(time, 'x'))}px)`;
  }

  function options({ lines, clips }: ChartSpec, text: number): uPlot.Options {
    const font = `${text * 0.85}px system-ui, sans-serif`;
    const axis = { stroke: ink!.text, font, ticks: { show: false } };
    const grid = { stroke: ink!.grid, width: 1 };
    const bands: uPlot.Band[] = [];
    const series: uPlot.Series[] = [{}];
    for (const { name, colour, dashed, band } of lines) {
      const points = { show: false };
      series.push({
        label: name,
        stroke: colour,
        width: 0.12 * text,
        points,
        spanGaps: true,
        ...(dashed ? { dash: [5, 3] } : {}),
      });
      if (!band) continue;
      const low = series.length;
      series.push({ points, spanGaps: true, width: 0 }, { points, spanGaps: true, width: 0 });
      bands.push({ series: [low + 1, low], fill: shade(colour) });
    }
    return {
      width: Math.max(10, plot.clientWidth),
      height: Math.max(10, plot.clientHeight),
      padding: [text * 0.5, text * 1.3, 0, 0],
      legend: { show: false },
      cursor: { y: false, points: { show: false }, drag: { x: false, y: false, setScale: false } },
      scales: { x: { time: false, auto: false }, y: { range: clips ? typicalRange : valueRange } },
      axes: [
        {
          ...axis,
          grid: { show: false },
          size: text * axisRoom.below,
          gap: 2,
          values: (_, v) => v.map((n) => shortNumber(n)),
        },
        {
          ...axis,
          grid,
          size: text * axisRoom.left,
          gap: 4,
          space: 2.4 * text,
          values: (_, v) => v.map((n) => shortNumber(n)),
        },
      ],
      series,
      bands,
    };
  }

  function build(spec: ChartSpec): void {
    chart?.destroy();
    const text = Number.parseFloat(getComputedStyle(root).fontSize);
    chart = new uPlot(options(spec, text), [[]], plot);
    chart.over.append(playhead);
    chart.over.addEventListener('click', () => {
      const { left } = chart!.cursor;
      if (left !== undefined && left >= 0) seek(chart!.posToVal(left, 'x'));
    });
    const solid = spec.lines.filter(({ dashed }) => !dashed);
    values = solid.map(() => element('b', {}));
    legend.replaceChildren(
      ...solid.map(({ name, colour }, i) =>
        element('span', { title: name }, element('i', { style: `color: ${colour}` }), name, values[i]),
      ),
    );
    setText(title, spec.title);
    drawn = [];
  }

  return {
    root,
    draw(spec, time, newInk) {
      const shape = JSON.stringify([
        spec.title,
        spec.lines.map(({ name, colour, dashed, band }) => [name, colour, dashed, band !== undefined]),
      ]);
      if (shape !== built || newInk !== ink) {
        ink = newInk;
        built = shape;
        build(spec);
      }
      const inputs = [...spec.lines.flatMap(({ x, y }) => [x, y]), ...spec.times];
      if (inputs.length !== drawn.length || inputs.some((input, i) => input !== drawn[i])) {
        drawn = inputs;
        const [min, max] = spec.times;
        chart!.batch(() => {
          chart!.setData(chartTable(spec.lines) as uPlot.AlignedData, false);
          chart!.setScale('x', { min, max });
        });
      }
      const solid = spec.lines.filter(({ dashed }) => !dashed);
      solid.forEach((line, i) => setText(values[i]!, nowInWords(line, spec.lines)));
      shown(time);
    },
  };
}
