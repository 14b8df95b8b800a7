/** The grid, and what it holds at the start. */
import type { Scenario } from '../../scenario.ts';
import { type Checks, checkCount } from './checks.ts';

export function checkGrid(s: Scenario, checks: Checks): void {
  const [width, height] = s.grid?.size ?? [1, 1];
  for (const side of [width, height])
    if (!Number.isInteger(side) || side < 1)
      checks.bad(`\`grid.size\` is [${width}, ${height}]`, 'Give two whole numbers, 1 or more.');
  if (width * height > 1e9) checks.bad(`the grid has ${width * height} cells`, 'Stay below 1e9.');
  checks.oneOf(s.grid?.edge, ['reflect', 'wrap', 'absorb'], 'grid.edge');
  checks.oneOf(s.grid?.neighbours, [4, 8], 'grid.neighbours');
  checks.entries(['size', 'edge', 'neighbours'], s.grid, 'grid');
  checks.oneOf(s.split, ['strang', 'lie'], 'split');
}

export function checkStart(s: Scenario, checks: Checks): void {
  if (s.start === undefined)
    checks.bad('`start` is missing', 'Give counts, e.g. `start: { Bee: 10 }`, or a function of the cell.');
  if (typeof s.start === 'function') return;
  checks.known(s.crn.species, s.start, 'start', 'species of the network');
  for (const [name, n] of Object.entries(s.start)) checkCount(checks.where, `start.${name}`, n);
}
