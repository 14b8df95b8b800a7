/**
 * The ways a row can go through a step of a kernel that has more than one. Pages and Python readers know them
 * by number, so a new one comes last. Nothing of Node in here.
 */
import type { KernelSpec } from './kernel.ts';

/** Number v in a plane of routes means `routes[v]`; where pixels are shared, the greatest number is shown. */
export const routes = [
  /** No step was taken yet. */
  'none',
  /** Absorbing: left as it is. */
  'skipped',
  /** By exact simulation: few events, not enough known of the past, or a learned draw that was taken back. */
  'exact',
  /** By the learned law, asked or settled by few events. */
  'learned',
  /** By exact simulation, for it lies outside the training domain. */
  'outside',
  /** By the learned law, though it lies outside the training domain (`outside: 'learned'`). */
  'beyond',
] as const;

export type RouteName = (typeof routes)[number];

/** Number of a route in a plane. */
export function routeNumber(name: RouteName): number {
  return routes.indexOf(name);
}

/** Whether rows of such a kernel may go one way or another: all learned ones. */
export function hasRoutes(spec: Pick<KernelSpec, 'kind'>): boolean {
  return 'outside' in spec;
}
