/** What a recording says of the learned kernel that made it. */
import { createHash } from 'node:crypto';
import { basename, join, resolve } from 'node:path';
import type { Abstraction } from '../kernels/abstraction.ts';
import { defaultLimits } from '../learning/verdict/limits.ts';
import { disk } from '../record/files.ts';
import type { RecordedAbstraction } from '../record/recorded-abstraction.ts';
import { keyFile } from './learn/stored-scenario.ts';

/**
 * Names the abstraction of a run for its recording.
 *
 * @param folder  where it lies; absent where it was not read from a disk
 */
export async function recordedAbstraction(
  { weights, verdict }: Abstraction,
  folder: string | undefined,
): Promise<RecordedAbstraction> {
  const wider = widerLimits(verdict?.limits ?? {});
  const training = folder === undefined ? undefined : await trainingHash(folder);
  return {
    ...(folder === undefined ? {} : { folder: basename(resolve(folder)) }),
    weights: createHash('sha256')
      .update(new Uint8Array(weights.buffer, weights.byteOffset, weights.byteLength))
      .digest('hex'),
    verdict: verdict ? (verdict.pass ? 'pass' : 'fail') : 'none',
    ...(Object.keys(wider).length > 0 ? { widerLimits: wider } : {}),
    ...(training === undefined ? {} : { training }),
  };
}

/** The limits that let more pass than the usual ones. */
function widerLimits(limits: Readonly<Record<string, number>>): Record<string, number> {
  const wider = Object.entries(defaultLimits).flatMap(([name, usual]) => {
    const limit = limits[name];
    // A smaller chance of a false alarm is a wider limit.
    const more = limit !== undefined && (name === 'chance' ? limit < usual : limit > usual);
    return more ? [[name, limit] as const] : [];
  });
  return Object.fromEntries(wider);
}

/** What made the weights; undefined where nothing says so. */
async function trainingHash(folder: string): Promise<string | undefined> {
  const bytes = await disk.read(join(folder, keyFile)).catch(() => undefined);
  try {
    const { key } = JSON.parse(new TextDecoder().decode(bytes)) as { key?: unknown };
    return typeof key === 'string' ? key : undefined;
  } catch {
    return undefined;
  }
}
