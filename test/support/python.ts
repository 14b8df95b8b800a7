/** Python with libraries of others, where the environment variable CRN_GRID_PEERS_PYTHON names one. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

export const python = process.env.CRN_GRID_PEERS_PYTHON ?? '';

/** Why tests with onnxruntime in Python are skipped; empty when they run. */
export const pythonMissing = missingInPython('onnxruntime', 'numpy');

/** Why tests with these modules of Python are skipped; empty when they run. */
export function missingInPython(...modules: readonly string[]): string {
  if (!python) return `set CRN_GRID_PEERS_PYTHON to a Python with ${modules.join(' and ')}`;
  const { status, stderr } = spawnSync(python, ['-c', `import ${modules.join(', ')}`], { encoding: 'utf8' });
  return status === 0 ? '' : `${python} has no ${modules[0]}: ${stderr?.trim().split('\n').at(-1)}`;
}

/**
 * Runs a Python program in a folder of its own.
 *
 * @param files    what lies in the folder, by name
 * @param command  its arguments, and files that name others: `at` gives the path of a name
 * @param use      reads the files that the program wrote, and what it printed
 */
export function runPython<T>(
  program: string,
  files: Readonly<Record<string, string | Uint8Array>>,
  command: (at: (name: string) => string) => {
    readonly args: readonly string[];
    readonly files: Readonly<Record<string, string>>;
  },
  use: (read: (name: string) => string, printed: string) => T,
): T {
  const folder = mkdtempSync(join(tmpdir(), 'crn-grid-python-'));
  const at = (name: string): string => join(folder, name);
  try {
    const { args, files: more } = command(at);
    for (const [name, content] of Object.entries({ ...files, ...more })) writeFileSync(at(name), content);
    const { status, stdout, stderr } = spawnSync(python, [program, ...args], { encoding: 'utf8' });
    if (status !== 0) throw new Error(`${program} failed:\n${stderr}`);
    return use((name) => readFileSync(at(name), 'utf8'), stdout);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** A model and its inputs, each as rows, width and numbers. */
export interface OnnxCase {
  readonly model: Uint8Array;
  readonly inputs: Readonly<
    Record<string, readonly [rows: number, width: number, numbers: readonly number[]]>
  >;
  readonly outputs: readonly string[];
}

/** What onnxruntime in Python makes of models; `onnx.checker` looks at them first where it is installed. */
export function runInPython(cases: readonly OnnxCase[]): Record<string, number[]>[] {
  const files: Record<string, string | Uint8Array> = {};
  cases.forEach(({ model }, i) => {
    files[`${i}.onnx`] = model;
  });
  return runPython(
    join(import.meta.dirname, 'run-onnx.py'),
    files,
    (at) => ({
      args: [at('cases.json'), at('results.json')],
      files: {
        'cases.json': JSON.stringify(
          cases.map(({ inputs, outputs }, i) => ({ model: at(`${i}.onnx`), inputs, outputs })),
        ),
      },
    }),
    (read) =>
      (JSON.parse(read('results.json')) as Record<string, string[]>[]).map((result) =>
        Object.fromEntries(
          Object.entries(result).map(([name, values]) => [
            name,
            values.map((v) => Number(v.replace('inf', 'Infinity'))),
          ]),
        ),
      ),
  );
}
