/**
 * Our solvers beside SciPy's Radau and LSODA on five problems: agreement, calls of the right-hand side, processor
 * time. SciPy is given the same equations as compiled Python, so its seconds say what a user there waits, not what
 * its algorithm costs; the calls can be compared.
 *
 *   node --import jiti/register bench/ode.ts
 *
 * `CRN_GRID_ODE_PYTHON` names a Python with SciPy. Default: that of the peers.
 */
import { execFileSync } from 'node:child_process';
import type { Expression } from '../src/crn/expression.ts';
import { isNumber } from '../src/crn/formulas.ts';
import { printExpression } from '../src/crn/print-expression.ts';
import { derivative } from '../src/kernels/ode/derivative.ts';
import { solveOde } from '../src/numerics/ode/solve.ts';
import type { OdeSystem } from '../src/numerics/ode/system.ts';
import {
  borderedSwitch,
  equationsOf,
  neural,
  type OdeProblem,
  odeProblems,
} from '../test/support/ode-problems.ts';
import { markdownTable, saveText } from './markdown.ts';
import { cpuSeconds, saveResult } from './measure.ts';
import { python } from './peers.ts';

interface Row {
  readonly problem: string;
  readonly solver: string;
  readonly rtol: number;
  /** Largest distance from the reference over size, |y − y*| / max(|y*|, 1e-6 of the largest). */
  readonly error: number;
  readonly f: number;
  readonly steps: number;
  readonly seconds: number;
}

interface Answer {
  readonly scipy: string;
  readonly results: readonly {
    readonly state: readonly number[];
    readonly f: number;
    readonly steps: number;
    readonly seconds: number;
    readonly success: boolean;
  }[];
}

const peer = process.env.CRN_GRID_ODE_PYTHON ?? python();
const tolerances = [1e-6, 1e-9];
const tightest = 1e-12;
const rounds = 5;

function told({ network, rates, start, until }: OdeProblem): object {
  const names = { species: network.species, rates: network.rates };
  const print = (e: Expression): string => printExpression(e, names);
  return {
    ...{ species: network.species, start, until },
    rates: Object.fromEntries(network.rates.map((name, r) => [name, rates[r]])),
    reactions: network.reactions.map(({ law, change }) => ({
      law: print(law),
      change: change.map(({ species, count }) => [species, count]),
      slopes: network.species.flatMap((_, index) => {
        const slope = derivative(law, { op: 'species', index });
        return isNumber(slope, 0) ? [] : [[index, print(slope)]];
      }),
    })),
  };
}

function askScipy(problem: OdeProblem, ways: readonly (readonly [string, number])[]): Answer | undefined {
  if (!peer) return undefined;
  const job = {
    problem: told(problem),
    ways: ways.map(([method, rtol]) => [method, rtol, atolOf(problem, rtol)]),
  };
  const program = new URL('./reference/ode.py', import.meta.url).pathname;
  const out = execFileSync(peer, [program], { input: JSON.stringify(job), encoding: 'utf8' });
  return JSON.parse(out) as Answer;
}

/** What a problem grants beside at 1e-9, in proportion. */
function atolOf({ atol }: OdeProblem, rtol: number): number {
  return (atol * rtol) / 1e-9;
}

function distance(state: ArrayLike<number>, reference: ArrayLike<number>): number {
  const sizes = Array.from(reference, Math.abs);
  const least = 1e-6 * Math.max(...sizes);
  return Math.max(...sizes.map((size, i) => Math.abs(state[i]! - reference[i]!) / Math.max(size, least)));
}

function ours(
  problem: OdeProblem,
  system: OdeSystem,
  solver: string,
  rtol: number,
  reference: ArrayLike<number>,
  method: 'rosenbrock' | 'explicit' = 'rosenbrock',
): Row {
  const atol = atolOf(problem, rtol);
  const once = () =>
    solveOde(system, { from: 0, to: problem.until, state: problem.start, rtol, atol, method, dense: false });
  const { state, calls } = once();
  let best = Number.POSITIVE_INFINITY;
  for (let round = 0; round < rounds; round++) {
    const begun = cpuSeconds();
    once();
    best = Math.min(best, cpuSeconds() - begun);
  }
  const error = distance(state, reference);
  return { ...{ problem: problem.name, solver, rtol, error, seconds: best }, f: calls.f, steps: calls.steps };
}

const rows: Row[] = [];
const references: Record<string, readonly number[]> = {};
let scipy = '';
for (const problem of odeProblems) {
  const ways = [...tolerances, tightest].flatMap((rtol) => [
    ['Radau', rtol] as const,
    ['LSODA', rtol] as const,
  ]);
  const answer = askScipy(problem, ways);
  scipy = answer?.scipy ?? scipy;
  const system = equationsOf(problem);
  const span = { from: 0, to: problem.until, state: problem.start, dense: false };
  // The reference is SciPy's Radau at its tightest; without it, ours.
  const tight = solveOde(system, { ...span, rtol: 1e-13, atol: atolOf(problem, 1e-13), mostSteps: 1e7 });
  const reference = answer ? answer.results[ways.length - 2]!.state : [...tight.state];
  references[problem.name] = reference;
  rows.push({
    ...{ problem: problem.name, solver: 'rosenbrock', rtol: 1e-13, seconds: Number.NaN },
    ...{ error: distance(tight.state, reference), f: tight.calls.f, steps: tight.calls.steps },
  });
  for (const rtol of tolerances) {
    rows.push(ours(problem, system, 'rosenbrock', rtol, reference));
    if (problem === neural) {
      rows.push(ours(problem, borderedSwitch(), 'rosenbrock, neurons eliminated', rtol, reference));
      rows.push(ours(problem, system, 'explicit', rtol, reference, 'explicit'));
    }
  }
  ways.forEach(([solver, rtol], i) => {
    const result = answer?.results[i];
    if (!result?.success) return;
    const { f, steps, seconds, state } = result;
    rows.push({
      ...{ problem: problem.name, solver: `SciPy ${solver}`, rtol, f, steps, seconds },
      error: distance(state, reference),
    });
  });
  process.stdout.write(`${problem.name}\n`);
}

const number = (v: number, digits = 2): string => (Number.isNaN(v) ? '' : v.toExponential(digits - 1));
saveResult('ode', { scipy, rows, references });
saveText('ode', [
  '# Stiff equations beside SciPy',
  `Error: largest distance from SciPy's Radau at rtol 1e-12, over the size of the variable. f: calls of the right-hand side. ${
    scipy
      ? `SciPy ${scipy}, with the analytic Jacobian, its right-hand side in Python: seconds are not of the algorithm alone.`
      : 'SciPy was not there: the reference is ours at 1e-13.'
  } Seconds of processor time, ours the best of ${rounds}.`,
  markdownTable(
    ['problem', 'solver', 'rtol', 'error', 'f', 'steps', 'ms'],
    rows.map((r) => [
      ...[r.problem, r.solver, r.rtol.toExponential(0), number(r.error), String(r.f), String(r.steps)],
      Number.isNaN(r.seconds) ? '' : (1000 * r.seconds).toPrecision(2),
    ]),
  ),
]);
