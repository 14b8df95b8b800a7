/** A sweep as a cluster is to do it; each kind of cluster says this in its own words. */
import { Standing } from '../results/read-results.ts';
import { runsOf } from '../results/shard.ts';
import { quoted } from './shell.ts';

/** Plain data. */
export interface SweepJob {
  /** Of the sweep. */
  readonly name: string;
  /** Absolute path of its folder. */
  readonly folder: string;
  /** How many parts the runs are dealt to. */
  readonly shards: number;
  /** The parts with something left to do, from 0, ascending. */
  readonly open: readonly number[];
  /** `retry` does the failed runs once more. */
  readonly verb: 'run' | 'retry';
  /** How this program is called, as a shell has it. */
  readonly command: string;
  /** Of each shard. */
  readonly threads: number;
  /** Shards at work at a time, at most. Default: all. */
  readonly atOnce?: number;
  /** That each shard may take. Default: as the cluster has it. */
  readonly seconds?: number;
  /** Memory of each shard, MiB. Default: as the cluster has it. */
  readonly memory?: number;
}

/**
 * The shards with something left to do.
 *
 * @param standing  by run: see `standings`
 * @param verb      whether failed runs are to be done once more
 */
export function openShards(standing: Uint8Array, shards: number, verb: SweepJob['verb']): number[] {
  const isOpen = (run: number): boolean =>
    standing[run] === Standing.planned || (verb === 'retry' && standing[run] === Standing.failed);
  return Array.from({ length: shards }, (_, index) => index).filter((index) => {
    for (const run of runsOf({ index, of: shards }, standing.length)) if (isOpen(run)) return true;
    return false;
  });
}

/** The command of a shard, as a shell has it, up to what says which one it is. */
export function shardCommand({ command, verb, folder }: SweepJob): string {
  return `${command} sweep ${verb} ${quoted(folder)}`;
}
