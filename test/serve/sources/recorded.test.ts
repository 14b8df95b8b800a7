import { expect, onTestFinished, test } from 'vitest';
import { crn } from '../../../src/crn/crn.ts';
import type { Abstraction } from '../../../src/kernels/abstraction.ts';
import { openRecorder } from '../../../src/record/recorder.ts';
import { scenario } from '../../../src/run/scenario.ts';
import { recordedSource } from '../../../src/serve/sources/recorded.ts';
import { frame, header, place } from '../../record/synthetic.ts';
import { turnedClock } from '../turned-clock.ts';

async function recording(): Promise<string> {
  const path = place();
  const of = header({ rates: { birth: 1, death: 2 } });
  const recorder = await openRecorder(path, of);
  await recorder.write(frame(of, 0));
  await recorder.close();
  return path;
}

test('without its scenario it says how to fork it: by the path that was given', async () => {
  const path = await recording();
  const source = await recordedSource('run', path, turnedClock());
  onTestFinished(() => source.close());
  expect(source.fork).toContain(`crn-grid view ${path} --scenario <file>`);
});

test('with it, a rate that its learned kernel does not read is fixed, as in a live run', async () => {
  const path = await recording();
  const pond = scenario({
    name: 'pond',
    crn: crn`Fish -> 2 Fish @ birth\n Fish -> 0 @ death`,
    rates: { birth: 1, death: 2 },
    grid: { size: [2, 2] },
    start: { Fish: 3 },
    time: { step: 0.1, until: 1 },
  });
  const session = { scenario: pond, overrides: {}, out: path, command: 'test' };
  const domain = { rates: [[0.5, 2] as const, [2, 2] as const] };
  const learned = { ...session, abstraction: { domain } as unknown as Abstraction };
  const fixed = async (of: typeof session): Promise<string[]> => {
    const source = await recordedSource('run', path, turnedClock(), of);
    onTestFinished(() => source.close());
    return source.rates().flatMap(({ name, fixed }) => (fixed === undefined ? [] : [name]));
  };
  expect(await fixed(learned)).toEqual(['death']);
  // Control: what is exact can be forked with any rate.
  expect(await fixed(session)).toEqual([]);
});
