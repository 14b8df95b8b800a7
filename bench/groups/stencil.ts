/** A diffusing field against the speed of memory. */
import { readFileSync } from 'node:fs';
import type { RunTimes } from '../contestants/run.ts';
import type { Group } from '../group.ts';
import { type Contestant, interleave } from '../interleave.ts';
import { compileCpp } from '../peers.ts';
import { startNode, startProgram } from '../start.ts';

const cells = 1e6;
/** A pass is one average over the neighbours: an f64 read, an f64 written. */
const bytesPerCell = 16;

export const stencil: Group = {
  name: 'stencil',
  title: 'A diffusing field',
  about:
    'Bytes a second that the passes of a field over 1000×1000 cells read and write, an f64 each, wall time of whole runs; a pass is one average over the four neighbours; beside it, copying 8 MB, processor time. The best of the rounds counts.',
  async measure({ rounds, seconds }) {
    const plane = 8 * cells;
    const source = readFileSync(new URL('../reference/memcpy.cpp', import.meta.url), 'utf8');
    const program = compileCpp('memcpy', source);
    const milliseconds: Record<string, number> = {};
    const ours =
      (threads: number): Contestant =>
      () => {
        const { wall, passes } = startNode<RunTimes>('run', { name: 'field', threads });
        const key = `ms per pass on ${threads} thread${threads > 1 ? 's' : ''}`;
        milliseconds[key] = Math.min(milliseconds[key] ?? Infinity, (1000 * wall) / passes);
        return (passes * cells * bytesPerCell) / wall;
      };
    const entries = interleave(rounds, {
      '1 thread': ours(1),
      '2 threads': ours(2),
      'memcpy (C++)':
        typeof program === 'string'
          ? () => {
              const [bytes, spent] = startProgram(program, [`${plane}`, `${seconds}`]);
              return bytes! / spent!;
            }
          : program,
      'TypedArray.set': () => startNode<{ rate: number }>('copy', { bytes: plane, seconds }).rate,
    });
    return [{ name: 'field 1000×1000', unit: 'B/s', higherIsBetter: true, entries, facts: milliseconds }];
  },
};
