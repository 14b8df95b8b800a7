/** A COMBINE archive (OMEX, doi 10.1186/s12859-014-0369-z): a zip file of models and experiments with a manifest. */
import { strFromU8, type UnzipFileInfo, unzipSync } from 'fflate';
import { ModelError } from '../../errors.ts';
import { readDocument } from '../sbml/read/document.ts';
import { elementsOf } from '../sbml/read/elements.ts';

/** Bytes of all files together once they are unpacked, and how many there may be. */
const most = { bytes: 256 * 2 ** 20, files: 10_000 };

export interface Archive {
  /** The text of a file, by its place in the archive. @throws ModelError where there is none */
  text(path: string): string;
  /** SED-ML documents in the order of the manifest: the masters, or all where none is. */
  readonly experiments: readonly string[];
}

const manifestPath = 'manifest.xml';
/** What formats of SED-ML begin with, of any level. */
const sedml = /sed-?ml/i;

/** @throws ModelError for what is no such archive, holds too much, or names files that are not in it */
export function readArchive(bytes: Uint8Array, where: string): Archive {
  const files = unpacked(bytes, where);
  function text(path: string): string {
    const found = files[placeOf(path)];
    if (!found)
      throw new ModelError(
        where,
        `there is no "${path}" in it`,
        `There are: ${Object.keys(files).sort().join(', ')}.`,
      );
    return strFromU8(found);
  }
  return { text, experiments: experimentsIn(text(manifestPath), where) };
}

function unpacked(bytes: Uint8Array, where: string): Record<string, Uint8Array> {
  let [total, count] = [0, 0];
  const filter = ({ originalSize }: UnzipFileInfo): boolean => {
    total += originalSize;
    if (total > most.bytes || ++count > most.files)
      throw new ModelError(
        where,
        'it unpacks to too much',
        `Up to ${most.files} files and ${most.bytes} bytes, all together, are read.`,
      );
    return true;
  };
  try {
    const files = unzipSync(bytes, { filter });
    return Object.fromEntries(Object.entries(files).map(([path, data]) => [placeOf(path), data]));
  } catch (cause) {
    if (cause instanceof ModelError) throw cause;
    const what = cause instanceof Error ? cause.message : String(cause);
    throw new ModelError(
      where,
      `it is no zip file that can be read: ${what}`,
      'Give a COMBINE archive (.omex).',
      { cause },
    );
  }
}

/** `./a/../b.xml` → `b.xml`: archives write places in many ways, and none may lead out of it. */
export function placeOf(path: string, from = ''): string {
  const parts: string[] = [];
  for (const part of [...from.split('/').slice(0, -1), ...path.split('/')]) {
    if (part === '..' && parts.length === 0)
      throw new ModelError(path, 'this place is outside of the archive', 'Name a file that is in it.');
    if (part === '..') parts.pop();
    else if (part !== '.' && part !== '') parts.push(part);
  }
  return parts.join('/');
}

function experimentsIn(manifest: string, where: string): string[] {
  const contents = elementsOf(readDocument(manifest, `${where}/${manifestPath}`)).filter(
    ({ name, attributes }) => name === 'content' && sedml.test(attributes.get('format') ?? ''),
  );
  const masters = contents.filter(({ attributes }) => /^(true|1)$/.test(attributes.get('master') ?? ''));
  const places = (masters.length > 0 ? masters : contents).map(({ attributes }) =>
    placeOf(attributes.get('location') ?? ''),
  );
  if (places.length === 0)
    throw new ModelError(where, 'its manifest names no experiment', 'It needs a SED-ML document.');
  return places;
}
