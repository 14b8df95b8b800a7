/** Colours and sizes that all figures share. */

export interface Theme {
  readonly background: string;
  /** Titles, names. */
  readonly ink: string;
  /** Numbers, second lines. */
  readonly muted: string;
  /** Grid lines, frames. */
  readonly faint: string;
  /** Colours of lines, in order; then again with dashes. */
  readonly lines: readonly string[];
}

// Okabe & Ito, "Color Universal Design", 2008: told apart with any kind of colour vision.
const blue = '#0072b2';
const vermillion = '#d55e00';
const green = '#009e73';
const purple = '#cc79a7';
const orange = '#e69f00';
const sky = '#56b4e9';
const yellow = '#f0e442';

export const light: Theme = {
  background: '#ffffff',
  ink: '#1f2328',
  muted: '#59636e',
  faint: '#dde1e6',
  lines: [blue, vermillion, green, purple, orange, sky, '#000000'],
};

export const dark: Theme = {
  background: '#15181d',
  ink: '#e8eaed',
  muted: '#a3abb5',
  faint: '#3a4049',
  lines: [sky, orange, green, purple, yellow, vermillion, '#ffffff'],
};

/** Font sizes in px. */
export const sizes = { title: 18, name: 13, small: 11.5, tick: 11 } as const;

/** White space around a figure, px. */
export const margin = 28;
