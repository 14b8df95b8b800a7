/** A model file of any format that is known by its ending. */
import { readFile, stat } from 'node:fs/promises';
import { extname } from 'node:path';
import { ModelError } from '../errors.ts';
import type { Model } from './model.ts';

type Reader = (text: string, where: string) => Model;

const sbml = async (): Promise<Reader> => (await import('./sbml/read.ts')).readSbml;
/** Loaded when one is needed: who runs a scenario does not wait for them. */
const readers: Readonly<Record<string, () => Promise<Reader>>> = {
  '.xml': sbml,
  '.sbml': sbml,
  '.bngl': async () => (await import('./rules/bngl.ts')).readBngl,
  '.net': async () => (await import('./rules/net.ts')).readNet,
  '.ka': async () => (await import('./rules/kappa.ts')).readKappa,
};

/** Bytes: the largest models of public collections have a few tens of megabytes. */
const mostBytes = 64 * 2 ** 20;

/** Whether a path has the ending of a model file. */
export function isModelFile(path: string): boolean {
  return extname(path).toLowerCase() in readers;
}

/**
 * Reads a model: SBML (`.xml`, `.sbml`), BNGL (`.bngl`), the network that BioNetGen makes of one (`.net`), or
 * Kappa (`.ka`).
 *
 * @param path  also names it in messages
 * @throws ModelError where it cannot be read, or says what a network cannot
 */
export async function readModel(path: string): Promise<Model> {
  const open = readers[extname(path).toLowerCase()];
  if (!open)
    throw new ModelError(
      path,
      'its ending is not that of a model file',
      `Give ${Object.keys(readers).join(', ')}.`,
    );
  const [read, text] = [await open(), await readText(path)];
  return read(text, path);
}

/** The bytes of a file, within the bound. @throws ModelError */
export async function readBytes(path: string): Promise<Uint8Array> {
  const found = await stat(path).catch(() => undefined);
  if (!found) throw new ModelError(path, 'there is no such file', 'Check the path.');
  if (!found.isFile()) throw new ModelError(path, 'it is no file', 'Give the file itself.');
  if (found.size > mostBytes)
    throw new ModelError(path, `it has ${found.size} bytes`, `Files of up to ${mostBytes} are read.`);
  return readFile(path).catch((error: Error) => {
    throw new ModelError(path, `it cannot be read: ${error.message}`, 'Check its permissions.', {
      cause: error,
    });
  });
}

/** The text of a file. @throws ModelError */
export async function readText(path: string): Promise<string> {
  const bytes = await readBytes(path);
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    throw new ModelError(path, 'it is not UTF-8 text', 'Save it as UTF-8.', { cause: error });
  }
}
