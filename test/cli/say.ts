/** The command line, as a user meets it: what a command says, and how it ends. */
import { vi } from 'vitest';
import { main } from '../../src/cli/program.ts';

export interface Said {
  readonly code: number;
  /** On stdout. */
  readonly out: string;
  /** On stderr. */
  readonly err: string;
}

export async function say(...args: readonly string[]): Promise<Said> {
  const said = { out: '', err: '' };
  const spies = (['out', 'err'] as const).map((to) =>
    vi.spyOn(process[`std${to}`], 'write').mockImplementation((chunk) => {
      said[to] += chunk;
      return true;
    }),
  );
  try {
    return { code: await main(args), ...said };
  } finally {
    for (const spy of spies) spy.mockRestore();
    process.exitCode = 0;
  }
}
