/** Finds the peers: a Python environment outside the repository, and a C++ compiler. */
import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Absent } from './interleave.ts';

/** Where `install-peers.sh` puts them. */
export const peersFolder = process.env.CRN_GRID_PEERS ?? join(homedir(), '.cache', 'crn-grid-peers');

/** The interpreter of the environment, or undefined where none is installed. */
export function python(): string | undefined {
  const file = join(peersFolder, 'bin', 'python');
  return existsSync(file) ? file : undefined;
}

const known = new Map<string, string>();

/** Why a Python package cannot be imported, or undefined where it can. */
export function missingPackage(name: string): Absent | undefined {
  const interpreter = python();
  if (!interpreter) return { absent: 'no peers: run bench/install-peers.sh' };
  if (!known.has(name))
    try {
      execFileSync(interpreter, ['-c', `import ${name}`], { stdio: 'ignore' });
      known.set(name, '');
    } catch {
      known.set(name, `${name} is not installed: run bench/install-peers.sh`);
    }
  const why = known.get(name)!;
  return why ? { absent: why } : undefined;
}

/** A folder for what is built once and used again, named after all it is made of. */
export function buildFolder(name: string, madeOf: string): string {
  const hash = createHash('sha256').update(madeOf).digest('hex').slice(0, 12);
  const root = python() ? join(peersFolder, 'builds') : join(tmpdir(), 'crn-grid-bench');
  const folder = join(root, `${name}-${hash}`);
  mkdirSync(folder, { recursive: true });
  return folder;
}

/** Compiles a program once with `-O3 -march=native`; the source comes from a file, or from standard input. */
export function compileCpp(name: string, source: string): string | Absent {
  try {
    const version = execFileSync('g++', ['--version'], { encoding: 'utf8' });
    const program = join(buildFolder(name, source + version + processor()), name);
    const flags = ['-O3', '-march=native', '-std=c++17', '-x', 'c++', '-', '-o', program];
    if (!existsSync(program)) execFileSync('g++', flags, { input: source, stdio: ['pipe', 'pipe', 'pipe'] });
    return program;
  } catch (error) {
    const { code, stderr } = error as { code?: string; stderr?: Buffer };
    return { absent: code === 'ENOENT' ? 'no g++ here' : `g++: ${String(stderr).split('\n')[0]}` };
  }
}

/** A program built for one processor may not run on another. */
function processor(): string {
  return existsSync('/proc/cpuinfo')
    ? readFileSync('/proc/cpuinfo', 'utf8')
        .split('\n\n')[0]!
        .replace(/.*(MHz|bogomips).*/g, '')
    : process.arch;
}
