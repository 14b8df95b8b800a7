import { expect, test } from 'vitest';
import { Purpose, Stream } from '../../src/numerics/streams.ts';
import { f64, i32, ModuleBuilder } from '../../src/wasm/encoder.ts';
import { FourStreams, fourStreamsBytes } from '../../src/wasm/four-streams.ts';
import { EmittedStream } from '../../src/wasm/random.ts';

/** The third uniform of four streams, each read in two pieces. */
function openFour() {
  const module = new ModuleBuilder();
  module.importMemory('env', 'memory', { pages: 1 });
  const params = ['i32', 'i32', 'i32', 'i32', 'i32'] as const;
  const run = module.function('run', params, 'void', (f, seedLow, seedHigh, step, agent, purpose) => {
    const four = new FourStreams(f, { seedLow, seedHigh, step, purpose });
    four.open(agent, 0, 128);
    const stream = new EmittedStream(f);
    const lane = f.local('i32');
    f.while(i32.ltS(lane, fourStreamsBytes), () => {
      stream.load(lane, 128);
      f.drop(stream.uniform());
      f.drop(stream.uniform());
      stream.save(lane, 256);
      stream.load(lane, 256);
      f.do(f64.store(i32.shrU(lane, 1), stream.uniform()));
      f.set(lane, i32.add(lane, 16));
    });
  });
  module.export('run', run);
  const memory = new WebAssembly.Memory({ initial: 1 });
  const instance = new WebAssembly.Instance(new WebAssembly.Module(module.encode()), { env: { memory } });
  const drawn = new Float64Array(memory.buffer, 0, 4);
  return (seed: number, step: number, agent: number, purpose: number): number[] => {
    instance.exports.run!(seed >>> 0, Math.floor(seed / 2 ** 32), step, agent, purpose);
    return [...drawn];
  };
}

test('have the bits of four streams of their own, for any name', () => {
  const draw = openFour();
  const stream = new Stream();
  const dice = new Stream().open(2025, 0, 0, Purpose.analysis);
  for (let i = 0; i < 2000; i++) {
    const seed = dice.integer(2 ** 32) * 2 ** 21 + dice.integer(2 ** 21);
    const [step, agent] = [dice.integer(2 ** 32), dice.integer(2 ** 32 - 3)];
    const purpose = [Purpose.hopBefore, Purpose.hopAfter, Purpose.learned][i % 3]!;
    const expected = [0, 1, 2, 3].map((lane) => {
      stream.open(seed, step, agent + lane, purpose);
      stream.uniform();
      stream.uniform();
      return stream.uniform();
    });
    expect(draw(seed, step, agent, purpose)).toEqual(expected);
  }
});
