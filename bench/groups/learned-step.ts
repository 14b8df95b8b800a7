/** One step of a learned kernel, sampling included, against networks run elsewhere. */
import type { Group } from '../group.ts';
import { type Contestant, interleave } from '../interleave.ts';
import { type LearnedName, learnedModel } from '../networks.ts';
import { missingPackage } from '../peers.ts';
import { relaxedFlags, startNode, startPython } from '../start.ts';

/** Ours where relaxed SIMD must be asked for. */
export const relaxedName = 'crn-grid, relaxed SIMD';

export const learnedStep: Group = {
  name: 'learned-step',
  title: 'The learned step',
  about:
    'Agents stepped per second of processor time, one thread, random weights. Narrow is 4-80-80-80-54 and wide 23-460-460-282, the published head with six components; the counts head is our own, 64-64 with twelve components on X16. onnxruntime only runs the network and draws nothing.',
  async measure({ rounds, seconds }) {
    return (['narrow', 'wide', 'counts head'] as const).map((name) => {
      const { layers, rows } = learnedModel(name);
      const ours =
        (flags: readonly string[]): Contestant =>
        (round) =>
          startNode<{ rate: number }>('learned', { name, seconds, seed: 1 + round }, flags).rate;
      const relaxed = relaxedFlags();
      const withRelaxed = relaxed && relaxed.length > 0 ? { [relaxedName]: ours(relaxed) } : {};
      return {
        name,
        unit: 'agents/s',
        higherIsBetter: true,
        entries: interleave(rounds, {
          'crn-grid': ours([]),
          ...withRelaxed,
          ...(name === 'counts head' ? {} : peers(name, { layers, rows, seconds })),
        }),
      };
    });
  },
};

function peers(
  name: LearnedName,
  job: { readonly layers: object; readonly rows: number; readonly seconds: number },
): Record<string, Contestant> {
  return {
    'tfjs WebAssembly, sampling too': () =>
      startNode<{ rate: number }>('tfjs-step', { name, seconds: job.seconds }).rate,
    'onnxruntime, network only':
      missingPackage('onnxruntime') ??
      missingPackage('onnx') ??
      (() => startPython<{ rate: number }>('onnxruntime-rate', job).rate),
  };
}
