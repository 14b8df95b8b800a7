/** One process at a time on a shard. */
import { join } from 'node:path';
import { setTimeout } from 'node:timers/promises';
import { RecordingError } from '../../errors.ts';
import { type LockClock, type LockUse, type Release, takeLock } from '../../record/lock.ts';
import { resultsFolder } from './result-log.ts';
import { type Shard, shardName } from './shard.ts';

const sweeping: LockUse = {
  doing: 'is at work on this shard',
  instead: 'take another shard',
  refuse: RecordingError,
  beats: true,
};

/**
 * @param onWait  told once, with the lock's file, where another machine may be at work: that takes minutes to tell
 * @throws RecordingError while another process has it
 */
export function takeShard(
  folder: string,
  shard: Shard,
  onWait: (lock: string) => void = () => {},
  { now, pause }: LockClock = realClock,
): Promise<Release> {
  const path = join(resultsFolder(folder), `${shardName(shard)}.lock`);
  let told = false;
  const telling: LockClock = {
    now,
    pause(time) {
      if (!told) onWait(path);
      told = true;
      return pause(time);
    },
  };
  return takeLock(path, sweeping, telling);
}

const realClock: LockClock = { now: Date.now, pause: (time) => setTimeout(time) };
