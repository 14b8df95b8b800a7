/** The sweep of bees with two hundred seeds: 10,000 runs, so that the work outweighs how it begins and ends. */
import { range } from 'crn-grid';
import bees from '../scenarios/bees.sweep.ts';

export default { ...bees, name: 'bees-many', seeds: range(200), replicates: 200 };
