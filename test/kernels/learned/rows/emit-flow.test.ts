import { expect, test } from 'vitest';
import { crn } from '../../../../src/crn/crn.ts';
import type { Network } from '../../../../src/crn/network.ts';
import { FewEvents } from '../../../../src/kernels/learned/heads/integer/few-events.ts';
import { Flow } from '../../../../src/kernels/learned/inputs/flow.ts';
import { emitFlow } from '../../../../src/kernels/learned/rows/emit-flow.ts';
import { layOut } from '../../../../src/kernels/learned/rows/layout.ts';
import { ModuleBuilder } from '../../../../src/wasm/encoder.ts';
import * as networks from '../../../support/networks.ts';

const countsAt = 1024;
const ratesAt = 8192;

/** The emitted flow of one network: events of a row. */
function open(
  network: Network,
  dt: number,
): (counts: ArrayLike<number>, rates: ArrayLike<number>) => number[] {
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { pages: 1 });
  const job = { rank: 0, mixtures: 1, inputs: 0, width: 0, closureWords: 1, tableBytes: 0, capacity: 4 };
  const layout = layOut({ network, ...job }, 16384);
  module.export('flow', emitFlow(module, network, dt, layout));
  const memory = new WebAssembly.Memory({ initial: Math.ceil(layout.end / 65536) });
  const { exports } = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), { env: { memory } });
  const few = new FewEvents(network);
  return (counts, rates) => {
    few.propensities(counts, 0, rates, 0);
    new Int32Array(memory.buffer, countsAt, network.species.length).set(counts);
    new Float64Array(memory.buffer, ratesAt, network.rates.length).set(rates);
    new Float64Array(memory.buffer, layout.now, few.a.length).set(few.a);
    (exports.flow as (counts: number, rates: number) => void)(countsAt, ratesAt);
    return [...new Float64Array(memory.buffer, layout.events, few.a.length)];
  };
}

const stiff: networks.Model = {
  network: crn('A + B <-> C @ f, b\n2 C -> D @ p\nD -> 2 A + 2 B @ u\nC -> C + M @ m\nM -> 0 @ d'),
  rates: [3, 50, 7, 90, 40, 800],
  start: [5, 9, 3, 2, 0],
};
const models = Object.entries({ ...networks, stiff }).filter(
  (entry): entry is [string, networks.Model] =>
    typeof entry[1] === 'object' && 'network' in entry[1] && entry[1].network.events.length === 0,
);

test.each(models.map(([name, model]) => ({ name, ...model })))(
  '$name: the events of flow.ts, in short steps and long ones',
  ({ network, rates, start }) => {
    for (const dt of [0.01, 1, 30]) {
      const emitted = open(network, dt);
      const flow = new Flow(network);
      const few = new FewEvents(network);
      for (const factor of [1, 0.5]) {
        const counts = start.map((n) => Math.floor(factor * n));
        few.propensities(counts, 0, rates, 0);
        flow.run(counts, 0, rates, 0, few.a, dt);
        const events = emitted(counts, rates);
        const scale = Math.max(...flow.events);
        for (const [k, e] of events.entries()) {
          expect(Number.isFinite(e)).toBe(true);
          expect(Math.abs(e - flow.events[k]!)).toBeLessThanOrEqual(1e-9 * scale);
        }
        if (dt > 0.01 || scale === 0) continue;
        // Control: a step a tenth longer has other events.
        flow.run(counts, 0, rates, 0, few.a, 1.1 * dt);
        const apart = Math.max(...events.map((e, k) => Math.abs(e - flow.events[k]!)));
        expect(apart).toBeGreaterThan(1e-9 * scale);
      }
    }
  },
);
