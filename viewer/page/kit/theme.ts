/** Dark or light: as the system has it, or as its reader wants; and the colours that drawings take from it. */
import { dark, light } from '../../../src/figures/theme.ts';
import type { ChartInk } from '../../charts/chart.ts';
import type { Palette } from '../../charts/chart-specs.ts';
import type { View } from '../../state/page-state.ts';

type Choice = View['theme'];

const key = 'crn-grid theme';
const order: readonly Choice[] = ['auto', 'light', 'dark'];

export const nextTheme = (now: Choice): Choice => order[(order.indexOf(now) + 1) % order.length]!;

/** What was chosen the last time, where the browser keeps such things. */
export function storedTheme(): Choice {
  try {
    return order.find((theme) => theme === localStorage.getItem(key)) ?? 'auto';
  } catch {
    return 'auto';
  }
}

export interface PageTheme {
  readonly palette: Palette;
  readonly ink: ChartInk;
  readonly background: string;
  readonly text: string;
  readonly muted: string;
  readonly faint: string;
}

const system = () => matchMedia('(prefers-color-scheme: dark)');

/** Puts a choice on the page; the same object for the same theme. */
export function applyTheme(choice: Choice): PageTheme {
  const isDark = choice === 'auto' ? system().matches : choice === 'dark';
  document.documentElement.dataset.theme = isDark ? 'dark' : 'light';
  try {
    localStorage.setItem(key, choice);
  } catch {
    // A page that may keep nothing asks the system each time.
  }
  return isDark ? themes.dark : themes.light;
}

/** Calls `then` when the system goes dark or light. */
export function onSystemTheme(then: () => void): void {
  system().addEventListener('change', then);
}

function themeOf(theme: typeof dark): PageTheme {
  const { background, ink, muted, faint, lines } = theme;
  return { palette: lines, background, text: ink, muted, faint, ink: { text: muted, grid: faint } };
}

const themes = { dark: themeOf(dark), light: themeOf(light) };
