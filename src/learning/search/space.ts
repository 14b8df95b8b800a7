/** What a search chooses from, opened: the supernet, its training graph, and where the choices in it are. */
import type { BuildBody } from '../../kernels/learned/bodies/body.ts';
import { buildSupernet, type SearchSpec, type Supernet } from '../../kernels/learned/cells/supernet.ts';
import type { SearchSchedule } from '../../kernels/learned/shape/shape.ts';
import type { Graph } from '../../tensor/graph.ts';
import type { PathSpace } from './passes/paths.ts';
import { fullSchedule } from './schedule.ts';

/** What decides a {@link SearchSpace}. */
export interface SpaceJob {
  readonly spec: SearchSpec;
  /** Counts and rates that the network reads, as `rowNumbers` says. */
  readonly width: number;
  /** The training graph of the head, with an output `loss`, around a body. */
  readonly trainingGraph: (body: BuildBody) => Graph;
}

export interface SearchSpace extends PathSpace {
  readonly spec: SearchSpec;
  readonly schedule: SearchSchedule;
  /** Of the whole supernet. */
  readonly graph: Graph;
}

export function openSpace({ spec, width, trainingGraph }: SpaceJob): SearchSpace {
  let supernet: Supernet | undefined;
  const graph = trainingGraph((g, features) => {
    supernet = buildSupernet(g, features, spec, width);
    return supernet.output;
  });
  const { edges, gates } = supernet!;
  const { operations } = spec;
  return { spec, schedule: fullSchedule(spec.schedule), graph, edges, gates, operations };
}
