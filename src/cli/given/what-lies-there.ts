/** What a path leads to, in words: for who gives one folder where another is wanted. */
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { format } from '../../run/solve/laws/format.ts';

export type Found =
  | 'nothing'
  | 'file'
  | 'recording'
  | 'laws'
  | 'abstraction'
  | 'recordings'
  | 'abstractions'
  | 'folder';

export interface WhatLiesThere {
  readonly kind: Found;
  /** `it is an abstraction, a learned kernel`. */
  readonly says: string;
  /** Of a folder of recordings or abstractions: the path of the first. */
  readonly first?: string;
}

/** Looks, and reads no more than what kind of store it is. */
export function whatLiesThere(path: string): WhatLiesThere {
  if (!existsSync(path)) return { kind: 'nothing', says: 'there is no such file or folder' };
  if (!statSync(path).isDirectory()) return { kind: 'file', says: 'it is a file' };
  if (holds(path, 'abstraction.json'))
    return { kind: 'abstraction', says: 'it is an abstraction, a learned kernel' };
  if (holds(path, 'zarr.json'))
    return isLaws(path)
      ? { kind: 'laws', says: 'it holds the laws that `crn-grid solve` computed' }
      : { kind: 'recording', says: 'it is a recording' };
  const names = readdirSync(path).sort();
  const inside = (file: string): string | undefined => names.find((name) => holds(join(path, name), file));
  const abstraction = inside('abstraction.json');
  if (abstraction !== undefined)
    return { kind: 'abstractions', says: 'it is a folder of abstractions', first: join(path, abstraction) };
  const recording = inside('zarr.json');
  if (recording !== undefined)
    return { kind: 'recordings', says: 'it is a folder of recordings', first: join(path, recording) };
  return {
    kind: 'folder',
    says: names.length === 0 ? 'it is an empty folder' : `it is a folder with ${some(names)}`,
  };
}

function holds(folder: string, file: string): boolean {
  return existsSync(join(folder, file));
}

function isLaws(store: string): boolean {
  try {
    const { attributes } = JSON.parse(readFileSync(join(store, 'zarr.json'), 'utf8')) as StoreGroup;
    return attributes?.format === format;
  } catch {
    // What is damaged is for who opens it to say.
    return false;
  }
}

interface StoreGroup {
  readonly attributes?: { readonly format?: unknown };
}

function some(names: readonly string[]): string {
  const shown = 3;
  const more = names.length - shown;
  return more > 0 ? `${names.slice(0, shown).join(', ')} and ${more} more` : names.join(', ');
}
