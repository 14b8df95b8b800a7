/** The stage that searches an architecture, and hands its weights on to the fit. */
import type { Network } from '../../crn/network.ts';
import type { Genotype } from '../../kernels/learned/cells/genotype.ts';
import { rowNumbers } from '../../kernels/learned/cells/wiring.ts';
import type { BodySpec } from '../../kernels/learned/shape/shape.ts';
import { type Examples, examplesOf } from '../data/examples.ts';
import { type KernelParts, trainingGraph } from '../job/graph.ts';
import type { TrainingLog } from '../keep/log.ts';
import type { WorkingFolder } from '../keep/working-folder.ts';
import { inheritWeights } from '../search/inherit.ts';
import { type CostTable, latencyTable } from '../search/latency.ts';
import { searchArchitecture } from '../search/search.ts';
import type { SearchState } from '../search/state.ts';
import type { TrainingData } from './data.ts';
import type { OnProgress } from './progress.ts';

export interface Searched {
  readonly genotype: Genotype;
  /** Of the network that was found, as `paramLayout` says. */
  readonly weights: Float32Array;
}

export interface SearchStageJob {
  readonly network: Network;
  readonly body: Extract<BodySpec, { kind: 'search' }>;
  readonly parts: KernelParts;
  readonly seed: number;
  readonly backend: string;
  readonly threads: number;
  readonly data: TrainingData;
  readonly folder: WorkingFolder;
  readonly key: string;
  readonly log: TrainingLog;
  readonly saveSeconds: number;
  readonly signal?: AbortSignal | undefined;
  readonly onProgress: OnProgress;
}

const stage = 'search';

/** Searches, on examples of its own; each turn is a line in the log. @throws the reason of `signal`, all saved */
export async function searchStage(job: SearchStageJob): Promise<Searched> {
  const { network, parts, body, data, folder, key, log, signal, backend, threads, onProgress } = job;
  const watch = { signal };
  const from = await folder.read<SearchState>('search-passes', key);
  await log.forget(stage, from?.history.at(-1)?.epoch ?? 0);
  const validation = examplesOf(network, parts, (await data.search(watch)).transitions);
  let kept: Examples | undefined;
  const training = async (epoch: number): Promise<Examples> => {
    if (!kept || !data.isShared(epoch))
      kept = examplesOf(network, parts, (await data.epoch(epoch, watch)).transitions);
    return kept;
  };
  // Kept before the search begins: once measured, no clock decides how it goes on.
  const costs = (width: number): Promise<CostTable> =>
    folder.once(`latency-${width}`, key, async () => latencyTable(width));
  let latest: SearchState | undefined;
  let savedAt = performance.now();
  let turnBegan = performance.now();
  const save = async (state: SearchState): Promise<void> => {
    await folder.write('search-passes', key, state);
    latest = undefined;
    savedAt = performance.now();
  };
  const pending: Promise<void>[] = [];
  try {
    const { genotype, supernet, params } = await searchArchitecture(
      {
        spec: body,
        width: rowNumbers(network.species.length, parts.shape),
        trainingGraph: (build) => trainingGraph(network, parts, build),
        training,
        validation,
        seed: job.seed,
      },
      {
        backend,
        threads,
        ...(signal ? { signal } : {}),
        ...(from ? { from } : {}),
        ...(body.latency > 0 ? { costs } : {}),
        save: async (state) => {
          await Promise.all(pending.splice(0));
          latest = state;
          if ((performance.now() - savedAt) / 1000 >= job.saveSeconds) await save(state);
        },
        onTurn: (turn) => {
          const { epoch, loss, validation: heldOut, entropy, latency } = turn;
          const seconds = (performance.now() - turnBegan) / 1000;
          turnBegan = performance.now();
          const found = JSON.stringify(turn.genotype.cells.map(({ edges }) => edges));
          pending.push(log.add({ stage, epoch, loss, heldOut, entropy, latency, seconds, genotype: found }));
        },
        onBatch: (share) => onProgress({ stage, share }),
      },
    );
    await Promise.all(pending);
    const weights = inheritWeights(supernet, params, trainingGraph(network, { ...parts, genotype }));
    return { genotype, weights };
  } catch (error) {
    await Promise.all(pending);
    if (latest) await save(latest);
    throw error;
  }
}
