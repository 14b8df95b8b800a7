/** Writes solved laws to disk, one time after the other, and finds what an earlier solve has left there. */
import { join } from 'node:path';
import { RecordingError } from '../../../errors.ts';
import { disk, type Files } from '../../../record/files.ts';
import { jsonBytes, writeFailure } from '../../../record/frame-writer.ts';
import type { Kept, Part, Solved } from '../method.ts';
import { type Nodes, writeArray, writeNames } from './array-file.ts';
import {
  foldersOf,
  format,
  formatVersion,
  type LawRow,
  type LawsHeader,
  lawFolder,
  scalars,
} from './format.ts';
import { readLaws } from './read-laws.ts';

export interface LawStore {
  readonly path: string;
  /** Times that are done, those of an earlier solve among them. */
  readonly rows: readonly LawRow[];
  /** The law at the last of them, to go on from. */
  readonly last: Kept | undefined;
  /** Takes the law at the next time. Its parts are on disk when this resolves, the rest with `save`. */
  add(solved: Solved): Promise<void>;
  /** Everything added so far is on disk, and found there. */
  save(): Promise<void>;
  /** Removes a store in which nothing was ever saved. */
  discard(): Promise<void>;
}

export interface LawStoreOptions {
  /** Replace other laws that are there. Default: refuse. */
  readonly overwrite?: boolean;
  /** Bytes of a law that stays when it is no longer the last. Default 64 MiB. */
  readonly keptBytes?: number;
  /** Default: the disk. */
  readonly files?: Files;
}

/** Counts in a chunk of a marginal. */
const chunkCounts = 256;

/**
 * Opens a store for the laws of a task: empty, or with what an earlier solve of the same task left.
 *
 * @throws RecordingError  something else is there already, or the place cannot be written
 */
export async function openLawStore(
  path: string,
  header: LawsHeader,
  { overwrite = false, keptBytes = 2 ** 26, files = disk }: LawStoreOptions = {},
): Promise<LawStore> {
  const found = await earlier(files, path, header, overwrite);
  const rows: LawRow[] = [...(found?.rows ?? [])];
  const nodes: Nodes = { ...found?.laws };
  let last = rows.length > 0 ? await found!.kept(rows.length - 1) : undefined;
  /** Numbers of laws too large to stay once another is the last. */
  const large = new Set<number>();
  if (last && bytesOf(last) > keptBytes) large.add(rows.length - 1);

  const trying = async (job: () => Promise<void>): Promise<void> => {
    try {
      await job();
    } catch (cause) {
      throw cause instanceof RecordingError ? cause : writeFailure(path, cause);
    }
  };
  const store: LawStore = {
    path,
    rows,
    get last() {
      return last;
    },
    add: (solved) =>
      trying(async () => {
        const folder = lawFolder(rows.length);
        const own: Nodes = {};
        for (const [name, part] of Object.entries(solved.parts))
          own[name] = await writeArray(files, path, `${folder}/${name}`, part);
        nodes[folder] = await writeGroup(files, path, folder, { time: solved.time }, own);
        for (const [name, node] of Object.entries(own)) nodes[`${folder}/${name}`] = node;
        if (bytesOf(solved) > keptBytes) large.add(rows.length);
        rows.push(rowOf(solved));
        last = { time: solved.time, error: solved.error, parts: solved.parts };
      }),
    save: () =>
      trying(async () => {
        const past = [...large].filter((i) => i < rows.length - 1);
        for (const i of past)
          for (const name of Object.keys(nodes))
            if (`${name}/`.startsWith(`${lawFolder(i)}/`)) delete nodes[name];
        await writeSummary(files, path, header, rows, nodes);
        for (const i of past) await files.remove(join(path, lawFolder(i)));
        for (const i of past) large.delete(i);
      }),
    discard: () => trying(() => files.remove(path)),
  };
  if (rows.length === 0) await store.save();
  return store;
}

/** What an earlier solve of this task left at `path`, room having been made for a first one. */
async function earlier(
  files: Files,
  path: string,
  header: LawsHeader,
  overwrite: boolean,
): Promise<Awaited<ReturnType<typeof readLaws>> | undefined> {
  const names = await files.list(path).catch((cause: unknown) => {
    throw writeFailure(path, cause);
  });
  if (!names || names.length === 0) return undefined;
  // Only what we wrote ourselves is ever deleted: a mistyped path must not cost a folder.
  const there = await readLaws(path, files).catch((cause) => {
    throw new RecordingError(
      path,
      'there is already something here, and it holds no laws.',
      'Choose another place with `--out`.',
      { cause },
    );
  });
  if (!overwrite && there.header.taskHash === header.taskHash) return there;
  if (!overwrite && there.rows.length > 0)
    throw new RecordingError(
      path,
      `it holds the laws of another task: ${differences(there.header, header)}.`,
      'Choose another place with `--out`, or replace it with `--overwrite`.',
    );
  await files.remove(path);
  return undefined;
}

function differences(old: LawsHeader, now: LawsHeader): string {
  const names = [
    ...(['scenario', 'method', 'network', 'rates', 'start', 'times', 'limits'] as const),
    ...(['error', 'truncation'] as const),
  ];
  const differ = names.filter((name) => JSON.stringify(old[name]) !== JSON.stringify(now[name]));
  return differ.length === 0 ? 'the list it starts from differs' : `not the same ${differ.join(', ')}`;
}

function bytesOf({ parts }: Kept): number {
  return Object.values(parts).reduce((sum, { data }) => sum + data.byteLength, 0);
}

function rowOf({ law, time, error, told }: Solved): LawRow {
  const trimmed = (marginal: Float64Array): Float64Array =>
    marginal.slice(0, 1 + marginal.findLastIndex((p) => p !== 0));
  return {
    time,
    error,
    told,
    mean: law.mean(),
    covariance: law.covariance(),
    marginals: law.species.map((name) => trimmed(law.marginal(name))),
    lost: law.lost,
    entropy: law.entropy(),
  };
}

/** All arrays over time, then the group that makes them count. */
async function writeSummary(
  files: Files,
  path: string,
  header: LawsHeader,
  rows: readonly LawRow[],
  laws: Nodes,
): Promise<void> {
  const { species, times } = header;
  const [n, s, all] = [rows.length, species.length, Math.max(1, times.length)];
  const nodes: Nodes = { species: await writeNames(files, path, 'species', species) };
  const write = async (folder: string, part: Part, kind: string, columns?: number): Promise<void> => {
    const chunk = columns === undefined ? ([all] as const) : ([all, columns] as const);
    const attributes = kind === 'time' ? { kind, unit: header.timeUnit } : { kind };
    nodes[folder] = await writeArray(files, path, folder, part, { chunk, attributes });
  };
  const over = (values: readonly number[]): Part => ({
    data: Float64Array.from(values),
    shape: [n],
    dimensions: ['time'],
  });
  const joined = (name: 'mean' | 'covariance', inner: readonly number[], dimensions: string[]): Part => {
    const width = inner.reduce((a, b) => a * b, 1);
    const data = new Float64Array(n * width);
    rows.forEach((row, i) => data.set(row[name], i * width));
    return { data, shape: [n, ...inner], dimensions: ['time', ...dimensions] };
  };
  for (const name of scalars) await write(name, over(rows.map((row) => row[name])), name);
  for (const name of Object.keys(rows[0]?.told ?? {}))
    await write(name, over(rows.map((row) => row.told[name]!)), 'told');
  await write('mean', joined('mean', [s], ['species']), 'mean');
  await write('covariance', joined('covariance', [s, s], ['species', 'other']), 'covariance');
  const folders = foldersOf(species);
  for (const [i, name] of species.entries()) {
    const width = Math.max(1, ...rows.map((row) => row.marginals[i]!.length));
    const data = new Float64Array(n * width);
    rows.forEach((row, t) => data.set(row.marginals[i]!, t * width));
    const part = { data, shape: [n, width], dimensions: ['time', `n_${name}`] };
    await write(`marginal/${folders[i]}`, part, 'marginal', chunkCounts);
  }
  const below = (folder: string): Nodes =>
    Object.fromEntries(
      Object.entries({ ...nodes, ...laws }).flatMap(([name, node]) =>
        name.startsWith(`${folder}/`) ? [[name.slice(folder.length + 1), node]] : [],
      ),
    );
  nodes.marginal = await writeGroup(files, path, 'marginal', {}, below('marginal'));
  nodes.law = await writeGroup(files, path, 'law', {}, below('law'));
  await writeGroup(files, path, '', { format, formatVersion, ...header }, { ...nodes, ...laws });
}

/** @returns its metadata, without those of what is in it */
async function writeGroup(
  files: Files,
  root: string,
  folder: string,
  attributes: object,
  nodes: Nodes,
): Promise<object> {
  const group = { zarr_format: 3, node_type: 'group', attributes };
  const consolidated = { kind: 'inline', must_understand: false, metadata: nodes };
  const bytes = jsonBytes({ ...group, consolidated_metadata: consolidated });
  await files.write(join(root, folder, 'zarr.json'), bytes);
  return group;
}
