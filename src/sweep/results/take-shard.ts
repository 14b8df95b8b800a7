/** One process at a time on a shard. */
import { join } from 'node:path';
import { RecordingError } from '../../errors.ts';
import { type LockUse, type Release, takeLock } from '../../record/lock.ts';
import { resultsFolder } from './result-log.ts';
import { type Shard, shardName } from './shard.ts';

const sweeping: LockUse = {
  doing: 'is at work on this shard',
  instead: 'take another shard',
  refuse: RecordingError,
  beats: true,
};

/** @throws RecordingError while another process has it */
export function takeShard(folder: string, shard: Shard): Promise<Release> {
  return takeLock(join(resultsFolder(folder), `${shardName(shard)}.lock`), sweeping);
}
