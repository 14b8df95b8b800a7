/** Reads solved laws back. */
import { join } from 'node:path';
import { RecordingError } from '../../../errors.ts';
import { disk, type Files, whyFailed } from '../../../record/files.ts';
import type { Kept, Part } from '../method.ts';
import { type Nodes, readArray } from './array-file.ts';
import {
  foldersOf,
  format,
  formatVersion,
  type LawRow,
  type LawsHeader,
  lawFolder,
  scalars,
} from './format.ts';

export interface Laws {
  readonly path: string;
  readonly header: LawsHeader;
  /** One for each time that was solved; a solve that was stopped has fewer than it was asked for. */
  readonly rows: readonly LawRow[];
  /** Metadata of the laws that are kept. */
  readonly laws: Nodes;
  /** The law at time number `i`, undefined where it was too large to keep. @throws RecordingError where damaged */
  kept(i: number): Promise<Kept | undefined>;
}

const remedy = 'Give the folder that `crn-grid solve` wrote, or solve again with `--overwrite`.';

/** @throws RecordingError  there are none, they are damaged, or of another version */
export async function readLaws(path: string, files: Files = disk): Promise<Laws> {
  const { attributes, nodes } = await readGroup(path, files);
  const { format: _, formatVersion: __, ...plain } = attributes;
  const header = plain as unknown as LawsHeader;
  const read = (folder: string): Promise<Part> => readArray(files, path, folder, nodes[folder]);

  const toldFolders = Object.keys(nodes).filter((name) => kindOf(nodes[name]!) === 'told');
  const told = new Map<string, Part>();
  for (const name of toldFolders) told.set(name, await read(name));
  const numbers: Record<string, Part> = {};
  for (const name of scalars) numbers[name] = await read(name);
  const [mean, covariance] = [await read('mean'), await read('covariance')];
  const marginals: Part[] = [];
  for (const name of foldersOf(header.species)) marginals.push(await read(`marginal/${name}`));

  const slice = ({ data, shape }: Part, i: number): Float64Array => {
    const width = shape.slice(1).reduce((a, b) => a * b, 1);
    return Float64Array.from(data.subarray(i * width, (i + 1) * width));
  };
  const rows = Array.from({ length: numbers.time!.shape[0]! }, (_, i): LawRow => {
    const scalar = (name: (typeof scalars)[number]): number => numbers[name]!.data[i]!;
    return {
      time: scalar('time'),
      error: scalar('error'),
      lost: scalar('lost'),
      entropy: scalar('entropy'),
      mean: slice(mean, i),
      covariance: slice(covariance, i),
      marginals: marginals.map((part) => {
        const row = slice(part, i);
        return row.slice(0, 1 + row.findLastIndex((p) => p !== 0));
      }),
      told: Object.fromEntries([...told].map(([name, part]) => [name, part.data[i]!])),
    };
  });
  const laws = Object.fromEntries(Object.entries(nodes).filter(([name]) => name.startsWith('law/')));
  return {
    path,
    header,
    rows,
    laws,
    async kept(i) {
      const folder = `${lawFolder(i)}/`;
      const names = Object.keys(laws).filter((name) => name.startsWith(folder));
      if (names.length === 0) return undefined;
      const parts: Record<string, Part> = {};
      for (const name of names) parts[name.slice(folder.length)] = await read(name);
      return { time: rows[i]!.time, error: rows[i]!.error, parts };
    },
  };
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function kindOf(node: object): unknown {
  const { attributes } = node as { attributes?: unknown };
  return isObject(attributes) ? attributes.kind : undefined;
}

/** The group's `zarr.json`, checked as far as this room relies on it. */
async function readGroup(
  path: string,
  files: Files,
): Promise<{ attributes: Readonly<Record<string, unknown>>; nodes: Nodes }> {
  let bytes: Uint8Array | undefined;
  try {
    bytes = await files.read(join(path, 'zarr.json'));
  } catch (cause) {
    throw new RecordingError(path, `the laws cannot be read: ${whyFailed(cause)}.`, remedy, { cause });
  }
  if (!bytes) throw new RecordingError(path, 'there are no laws here (no zarr.json).', remedy);
  let group: unknown;
  try {
    group = JSON.parse(new TextDecoder().decode(bytes));
  } catch (cause) {
    throw new RecordingError(path, 'the laws are damaged: zarr.json is cut off.', remedy, { cause });
  }
  const attributes = isObject(group) ? group.attributes : undefined;
  if (!isObject(group) || !isObject(attributes) || attributes.format !== format)
    throw new RecordingError(path, 'this is a Zarr store, but holds no solved laws.', remedy);
  if (attributes.formatVersion !== formatVersion)
    throw new RecordingError(
      path,
      `the laws have version ${String(attributes.formatVersion)}, this crn-grid reads ${formatVersion}.`,
      'Read them with the crn-grid that wrote them, or update crn-grid.',
    );
  const { consolidated_metadata: consolidated } = group;
  const nodes = isObject(consolidated) ? consolidated.metadata : undefined;
  if (!isObject(nodes) || !Array.isArray(attributes.species))
    throw new RecordingError(path, 'the laws are damaged: zarr.json lacks parts of its header.', remedy);
  return { attributes, nodes: nodes as Nodes };
}
