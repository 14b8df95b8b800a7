/** `crn-grid doctor`: every backend is named, with a rate or a reason. */
import { expect, test } from 'vitest';
import { simulationRates } from '../../../src/cli/run/simulation-rates.ts';
import { backendNames } from '../../../src/tensor/backends.ts';
import { say } from '../say.ts';

async function doctor(...flags: string[]): Promise<string> {
  const { code, out } = await say('doctor', ...flags);
  expect(code).toBe(0);
  return out;
}

test('without measuring: the machine, and every backend with what it is or why it is not', async () => {
  const out = await doctor('--fast');
  for (const name of backendNames) expect(out).toMatch(new RegExp(`[✓✗] ${name} +\\S`));
  expect(out.match(/trains by default/g)).toHaveLength(1);
  expect(out).toMatch(/memory +[\d.]+ GiB/);
  expect(out).not.toContain('a second');
});

test('as JSON: the same as data', async () => {
  const { backends, threads } = JSON.parse(await doctor('--fast', '--json')) as {
    backends: { name: string; available: boolean; trains: boolean; device: string; reason: string }[];
    threads: number;
  };
  expect(threads).toBeGreaterThan(0);
  expect(backends.map((b) => b.name)).toEqual([...backendNames]);
  for (const b of backends) expect(b.available ? b.device : b.reason).not.toBe('');
});

test('rates of simulation are measured', async () => {
  const { events, rows } = await simulationRates();
  expect(events).toBeGreaterThan(0);
  expect(rows).toBeGreaterThan(0);
});
