import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { abstractionInWords, type RecordedAbstraction } from '../../src/record/recorded-abstraction.ts';
import { openRecorder } from '../../src/record/recorder.ts';
import { openRecording } from '../../src/record/recording.ts';
import { header, place } from './synthetic.ts';

const abstraction: RecordedAbstraction = {
  folder: 'bees-0123456789ab',
  weights: '0f'.repeat(32),
  verdict: 'pass',
  widerLimits: { mean: 0.3 },
  training: 'f0'.repeat(32),
};

async function recorded(given?: RecordedAbstraction): Promise<string> {
  const path = place();
  await (await openRecorder(path, header(given ? { abstraction: given } : {}))).close();
  return path;
}

test('a recording says what it was stepped with; one that was written without is read as before', async () => {
  expect((await openRecording(await recorded(abstraction))).header.abstraction).toEqual(abstraction);
  expect((await openRecording(await recorded())).header).not.toHaveProperty('abstraction');
});

test.each(['{"folder": 3}', '{"weights": "00", "verdict": "fine"}', 'null', '"bees"'])(
  'one that says %s is damaged',
  async (damage) => {
    const path = await recorded(abstraction);
    const file = join(path, 'zarr.json');
    const group = JSON.parse(readFileSync(file, 'utf8'));
    group.attributes.abstraction = JSON.parse(damage);
    writeFileSync(file, JSON.stringify(group));
    await expect(openRecording(path)).rejects.toThrow('lacks parts of its header');
  },
);

test('in words: the folder, or the weights where there is none, and how far to believe it', () => {
  expect(abstractionInWords(abstraction)).toBe('bees-0123456789ab, verdict passed by wider limits');
  const { folder: _, widerLimits: __, ...bare } = abstraction;
  expect(abstractionInWords({ ...bare, verdict: 'fail' })).toBe('weights 0f0f0f0f0f0f, verdict FAILED');
  expect(abstractionInWords({ ...bare, verdict: 'none' })).toBe('weights 0f0f0f0f0f0f, not judged');
});
