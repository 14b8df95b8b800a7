/** What the numerical core must reach, as ratios within one run on one machine; and what it reaches. */

import { relaxedName } from './groups/learned-step.ts';
import { bytesFact, shareFact } from './groups/whole-run.ts';
import { isAbsent } from './interleave.ts';
import { entryAt, factAt, type Place, ratioOf } from './results.ts';

export interface Target {
  readonly what: string;
  readonly on: string;
  /** What it reaches, or why that is not known. */
  readonly ours: number | string;
  /** The same where relaxed SIMD is asked for. */
  readonly relaxed?: number | string;
  readonly floor: number;
  readonly reach: number;
  readonly unit: '×' | '%' | 'ms' | 'bytes';
  /** Times, shares of waste and bytes: less is better. */
  readonly below?: true;
}

export type Verdict = 'reach met' | 'met' | 'NOT MET' | 'not known';

export function verdictOf({ ours, floor, reach, below }: Target): Verdict {
  if (typeof ours === 'string') return 'not known';
  const holds = (limit: number): boolean => (below ? ours < limit : ours >= limit);
  return holds(reach) ? 'reach met' : holds(floor) ? 'met' : 'NOT MET';
}

/** Every target with what the results on disk say of it. */
export function targets(): Target[] {
  return [...exactTargets(), ...learnedTargets(), ...trainingTargets(), ...gridTargets()];
}

function exactTargets(): Target[] {
  const against = (
    what: string,
    peer: string,
    limits: (model: string) => readonly [number, number],
  ): Target[] =>
    ['birth-death', 'X16', 'Gene', 'EGFR'].map((on) => {
      const [floor, reach] = limits(on);
      const ours = ratioOf(['exact', on, 'crn-grid'], ['exact', on, peer], 'median');
      return { what, on, ours, floor, reach, unit: '×' };
    });
  const large = (on: string): boolean => on === 'EGFR';
  const first = entryAt(['first-event', 'EGFR', 'crn-grid']);
  return [
    ...against('SSA vs GillesPy2 C++ as shipped', 'GillesPy2 as shipped', (on) =>
      large(on) ? [20, 30] : [10, 15],
    ),
    ...against('SSA vs GillesPy2 rebuilt -O3', 'GillesPy2 at -O3', (on) => (large(on) ? [2, 4] : [2, 2.5])),
    ...against('SSA vs generated C++ -O3, sum tree', 'generated C++ -O3', () => [0.65, 0.8]),
    ...against("SSA vs libRoadRunner's gillespie", 'libRoadRunner', () => [2, 5]),
    ...against("SSA vs COPASI's direct method", 'COPASI', () => [2, 5]),
    {
      what: 'first event after `openKernel`',
      on: 'EGFR',
      ours: isAbsent(first) ? first.absent : first.median,
      floor: 50,
      reach: 20,
      unit: 'ms',
      below: true,
    },
    ...['birth-death', 'X16', 'Gene', 'EGFR'].map((on): Target => {
      const ours = ratioOf(
        ['grid-exact', on, '20 events a step'],
        ['grid-exact', on, 'one long run'],
        'median',
      );
      return {
        what: 'SSA, 20 events per agent-step vs long run',
        on,
        ours,
        floor: 0.7,
        reach: 0.9,
        unit: '×',
      };
    }),
  ];
}

function learnedTargets(): Target[] {
  const against = (what: string, peer: string, limits: Record<string, readonly [number, number]>): Target[] =>
    Object.entries(limits).map(([on, [floor, reach]]) => ({
      what,
      on,
      ...withRelaxed('learned-step', on, peer),
      floor,
      reach,
      unit: '×',
    }));
  return [
    ...against('MDN step vs tfjs-wasm, sampling too', 'tfjs WebAssembly, sampling too', {
      narrow: [1.8, 3],
      wide: [1.15, 1.8],
    }),
    ...against('MDN step vs onnxruntime, network only', 'onnxruntime, network only', {
      narrow: [0.28, 0.45],
      wide: [0.18, 0.3],
    }),
  ];
}

function trainingTargets(): Target[] {
  const all = ['narrow, batch 256', 'narrow, batch 1024', 'wide, batch 256', 'wide, batch 1024'];
  return [
    ...all.map(
      (on): Target => ({
        what: 'training vs torch',
        on,
        ...withRelaxed('training', on, 'torch'),
        floor: 0.7,
        reach: 1,
        unit: '×',
      }),
    ),
    ...all.map(
      (on): Target => ({
        what: 'training vs torch, flush-denormal',
        on,
        ...withRelaxed('training', on, 'torch, flush-denormal'),
        floor: on.startsWith('narrow') ? 0.4 : 0.2,
        reach: on.startsWith('narrow') ? 1 : 0.33,
        unit: '×',
      }),
    ),
  ];
}

function withRelaxed(group: string, row: string, peer: string): Pick<Target, 'ours' | 'relaxed'> {
  const of = (who: string): number | string => ratioOf([group, row, who], [group, row, peer], 'median');
  const relaxed = of(relaxedName);
  return { ours: of('crn-grid'), ...(typeof relaxed === 'number' ? { relaxed } : {}) };
}

function gridTargets(): Target[] {
  const field = (who: string): Place => ['stencil', 'field 1000×1000', who];
  const share = (who: string): number | string => percent(ratioOf(field(who), field('memcpy (C++)'), 'best'));
  const waste = ['wait', 'frames'].map((phase) =>
    factAt('whole-run', 'bees-large 1000×1000', shareFact(phase, 2)),
  );
  const unknown = waste.find((x) => typeof x === 'string');
  return [
    ...['SSA', 'MDN', 'stencil'].map((on): Target => {
      const ours = ratioOf(['threads', on, '2 threads'], ['threads', on, '1 thread'], 'best');
      return { what: 'two threads vs one', on, ours, floor: 1.8, reach: 1.95, unit: '×' };
    }),
    {
      what: 'stencil 1000², share of memcpy bandwidth',
      on: '1 thread',
      ours: share('1 thread'),
      floor: 25,
      reach: 35,
      unit: '%',
    },
    {
      what: 'stencil 1000², share of memcpy bandwidth',
      on: '2 threads',
      ours: share('2 threads'),
      floor: 50,
      reach: 65,
      unit: '%',
    },
    {
      what: 'whole `run`: time outside react and transport',
      on: 'bees-large 1000×1000, 2 threads',
      ours: unknown ?? percent(Number(waste[0]) + Number(waste[1])),
      floor: 15,
      reach: 5,
      unit: '%',
      below: true,
    },
    {
      what: 'bytes per cell while running, without frames',
      on: 'bees-large, 4 species',
      ours: factAt('whole-run', 'bees-large 1000×1000', bytesFact),
      floor: 120,
      reach: 64,
      unit: 'bytes',
      below: true,
    },
  ];
}

function percent(share: number | string): number | string {
  return typeof share === 'string' ? share : 100 * share;
}

/** Events of an agent in one step at which exact simulation costs as much as the learned step. */
export interface BreakEven {
  readonly network: string;
  readonly model: string;
  readonly events: number | string;
}

export function breakEvens(): BreakEven[] {
  const pairs = [
    ['narrow', 'Gene'],
    ['wide', 'EGFR'],
    ['counts head', 'X16'],
  ] as const;
  return pairs.map(([network, model]) => ({
    network,
    model,
    events: ratioOf(['exact', model, 'crn-grid'], ['learned-step', network, 'crn-grid'], 'median'),
  }));
}
