/** Our own WebAssembly trainer as the choice of a backend sees it, with fused multiply–add and without. */
import { availableParallelism } from 'node:os';
import type { Backend } from '../backend.ts';
import { openSimdTrainer } from './trainer.ts';

export function simdBackend(name: 'simd-fma' | 'simd'): Backend {
  const relaxed = name === 'simd-fma';
  const open: NonNullable<Backend['openTrainer']> = (graph, { threads = availableParallelism() }) =>
    openSimdTrainer(graph, { threads, relaxed });
  return {
    name,
    packages: [],
    async probe() {
      const sums = relaxed ? 'fused multiply–add' : 'same bits on every machine';
      return { device: `${availableParallelism()} threads, WebAssembly SIMD, ${sums}`, caution: '' };
    },
    openMachine: open,
    openTrainer: open,
  };
}
