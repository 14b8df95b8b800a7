/** Packages that may be absent: imported when first needed, and missed in words. */
import { BackendError } from '../errors.ts';

/** How a package is imported; a test gives its own. */
export type Importer = (name: string) => Promise<unknown>;

/** The name is computed: the types of packages that may be absent are not needed to compile. */
export const importPackage: Importer = (name) => import(name);

/**
 * The exports of an optional package of a backend.
 *
 * @throws BackendError when it is missing (`todo` then begins with "Install it") or broken
 */
export async function importOptional(
  name: string,
  { backend, packages, importer }: { backend: string; packages: readonly string[]; importer: Importer },
): Promise<unknown> {
  try {
    return await importer(name);
  } catch (cause) {
    const { code, message } = cause as { code?: string; message?: string };
    const absent =
      (code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND') && message?.includes(`'${name}'`);
    throw new BackendError(
      `backend "${backend}"`,
      absent ? `${name} is not installed` : `${name} cannot be loaded: ${message?.split('\n')[0]}`,
      `Install it${absent ? '' : ' again'}: ${installLine(packages)}`,
      { cause },
    );
  }
}

/** The command that installs packages. */
export function installLine(packages: readonly string[]): string {
  return `npm install ${packages.join(' ')}`;
}
