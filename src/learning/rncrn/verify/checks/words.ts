/** Numbers and states as checks write them. */
import type { Interval } from '../../model.ts';

export function short(value: number): string {
  return Number.isFinite(value) ? String(Number(value.toPrecision(4))) : String(value);
}

/** `(1.2, 3)`; a single number bare. */
export function point(x: ArrayLike<number>): string {
  const all = Array.from(x, short);
  return all.length === 1 ? all[0]! : `(${all.join(', ')})`;
}

/** `[1, 2] × [0, 3]` */
export function boxText(box: readonly Interval[]): string {
  return box.map(([low, high]) => `[${short(low)}, ${short(high)}]`).join(' × ');
}

export function share(value: number): string {
  return `${short(100 * value)} %`;
}

/** ` at λ = 0.5`, or nothing. */
export function atLambda(lambda: ArrayLike<number> | undefined): string {
  return lambda && lambda.length > 0 ? ` at λ = ${point(lambda)}` : '';
}
