/** Small scenarios that between them use everything a tile does. */
import { colony, rates } from '../../scenarios/bees.ts';
import { crn } from '../../src/crn/crn.ts';
import { type Scenario, scenario } from '../../src/run/scenario.ts';

/** The published grid, stepped exactly, with the rounding rule to choose. */
export function publishedGrid(rounding: 'truncate' | 'nearest', until = 100): Scenario {
  return scenario({
    name: 'published-grid',
    crn: colony,
    rates,
    grid: { size: [10, 10], edge: 'reflect', neighbours: 8 },
    start: ({ x, y }) => ({ Bee: 10, P: x === 9 && y === 9 ? 5 : x + y === 17 ? 1 : 0 }),
    max: { P: { alpha: 0.33, every: 5, rounding } },
    time: { unit: 'time unit', step: 0.5, until },
    record: { every: 10, observables: { alive: ['Bee', 'BeeA'], dead: ['BeeD'], pheromone: ['P'] } },
    seed: 1,
  });
}

/** Hopping, a field that agents read and feed, rates per cell, an event, and an odd size. */
export function busyGrid(): Scenario {
  return scenario({
    name: 'busy-grid',
    crn: crn(`
      0     -> A     @ feed
      A + B -> 2 B   @ eat
      B     -> 0     @ {die / (1 + Signal)}
      when B > 40: B = 20
    `),
    rates: { feed: ({ x }) => 1 + 0.1 * x, eat: 0.02, die: 0.5 },
    grid: { size: [7, 11], edge: 'wrap' },
    start: ({ x, y, random }) => ({ A: x + y, B: Math.floor(6 * random()) }),
    hop: { A: 0.4, B: ({ y }) => 0.1 * (y % 3) },
    fields: { Signal: { diffusion: 0.5, decay: 0.2, start: 1, from: { A: 0.05 } } },
    time: { unit: 'hour', step: 0.25, until: 6 },
    record: { every: 3 },
    seed: 11,
  });
}
