/** The points of a design, each made when it is asked for: a million take no memory. */
import { ScenarioError } from '../../errors.ts';
import type { Design } from '../../numerics/designs/design.ts';
import { latinHypercubeDesign } from '../../numerics/designs/latin-hypercube.ts';
import { morrisDesign } from '../../numerics/designs/morris.ts';
import { saltelliDesign } from '../../numerics/designs/saltelli.ts';
import { sobolDesign } from '../../numerics/designs/sobol-sequence.ts';
import type { Factor } from '../factors/factor.ts';
import { isBetween, valueAt } from '../factors/values.ts';
import type { DesignSpec } from './design-spec.ts';

export interface OpenDesign {
  readonly points: number;
  /** Of every factor, in order. */
  valuesAt(point: number): unknown[];
}

/** @throws ScenarioError for a point of one's own with a value that is none of its factor's */
export function openDesign(spec: DesignSpec, factors: readonly Factor[], seed: number): OpenDesign {
  const d = factors.length;
  switch (spec.kind) {
    case 'grid':
      return grid(factors);
    case 'list':
      return {
        points: spec.points.length,
        valuesAt: (i) => factors.map((factor) => ownValue(factor, spec.points[i]!, i)),
      };
    case 'latin-hypercube':
      return spread(latinHypercubeDesign(spec.points, d, seed), factors);
    case 'sobol':
      return spread(sobolDesign(spec.points, d, seed), factors);
    case 'morris':
      return spread(morrisDesign(spec.trajectories, d, spec.levels, seed), factors);
    case 'saltelli':
      return spread(saltelliDesign(spec.base, d, spec.secondOrder, seed), factors);
  }
}

/** Shares of each factor as its values. */
function spread(design: Design, factors: readonly Factor[]): OpenDesign {
  const at = new Float64Array(design.dimensions);
  return {
    points: design.rows,
    valuesAt(point) {
      design.point(point, at);
      return factors.map(({ values }, f) => valueAt(values, at[f]!));
    },
  };
}

function grid(factors: readonly Factor[]): OpenDesign {
  const lists = factors.map(({ values }) => values as readonly unknown[]);
  return {
    points: lists.reduce((n, list) => n * list.length, 1),
    valuesAt(point) {
      let rest = point;
      return lists
        .toReversed()
        .map((list) => {
          const value = list[rest % list.length];
          rest = Math.floor(rest / list.length);
          return value;
        })
        .reverse();
    },
  };
}

/** What a list of points calls a value, as the value. */
function ownValue(factor: Factor, given: Readonly<Record<string, number | string>>, point: number): unknown {
  const { name, values } = factor;
  const wanted = given[name]!;
  if (isBetween(values)) {
    if (typeof wanted === 'number' && wanted >= values.low && wanted <= values.high) return wanted;
  } else {
    const found = values.find((value) => factor.show(value) === wanted);
    if (found !== undefined) return found;
  }
  throw new ScenarioError(
    `point ${point + 1}`,
    `${name} = ${JSON.stringify(wanted)} is none of the values of "${name}"`,
    isBetween(values)
      ? `They go from ${values.low} to ${values.high}.`
      : `There are: ${values.map((v) => factor.show(v)).join(', ')}.`,
  );
}
