/** What a scenario, a script or a notebook may use. Everything else is private. */
export { firstPassage, meanFirstPassage } from './cme/first-passage.ts';
export { kernelColumn, solveFsp } from './cme/fsp.ts';
export type { Law } from './cme/law.ts';
export { relativeEntropy, totalVariation } from './cme/law-distances.ts';
export type { ListedLaw } from './cme/listed-law.ts';
export { stationaryLaw } from './cme/stationary.ts';
export type { VanTask } from './cme/van/job.ts';
export type { Forward } from './cme/van/sampled/forward.ts';
export type { VanState } from './cme/van/state.ts';
export type { VanLaw } from './cme/van/van-law.ts';
export { solveVan } from './cme/van.ts';
export { crn } from './crn/crn.ts';
export type { Network } from './crn/network.ts';
export { type CrnGridErrorName, isCrnGridError } from './errors.ts';
export type { Model, ModelObservable } from './formats/model.ts';
export { readModel } from './formats/read-model.ts';
export { writeSbml } from './formats/sbml/write.ts';
export type { Counts, Kernel, KernelSpec, RowTally } from './kernels/kernel.ts';
export {
  bodyA,
  bodyB,
  gaussian,
  hybrid,
  mdn,
  ode,
  recurrent,
  search,
  ssa,
  tau,
  van,
} from './kernels/specs.ts';
export { type CompiledRncrn, type CompileOptions, compileRncrn } from './learning/rncrn/chemistry/compile.ts';
export { type Curve, drawnCurve, tracedCurve } from './learning/rncrn/data/curve.ts';
export { compose as composeRncrn } from './learning/rncrn/model/compose.ts';
export { rncrnFromJson } from './learning/rncrn/model/json.ts';
export type { Frame } from './record/frame.ts';
export type { Change, Intervention } from './record/intervention.ts';
export { openRecording, type Recording } from './record/recording.ts';
export { type FieldPoint, type Target, type TargetOptions, target } from './run/fit/target.ts';
export { forkRun } from './run/fork.ts';
export type { Outcome } from './run/outcome.ts';
export { type Ensemble, type EnsembleOptions, simulateEnsemble } from './run/replicates/ensemble.ts';
export { type Run, type RunOptions, run } from './run/run.ts';
export { scenarioOf } from './run/scenario/of-model.ts';
export { type Cell, type Scenario, type ScenarioOptions, scenario } from './run/scenario.ts';
export {
  type DesignSpec,
  latinHypercube,
  morris,
  points,
  saltelli,
  sobol,
} from './sweep/designs/design-spec.ts';
export { between, range } from './sweep/factors/values.ts';
export { calibrate, uniformityOf } from './sweep/infer/calibrate.ts';
export { type Observed, observed } from './sweep/infer/data/observed.ts';
export { type Inference, type InferenceOptions, inference } from './sweep/infer/inference.ts';
export { particleMarginal, smc } from './sweep/infer/method.ts';
export {
  average,
  firstTime,
  highest,
  last,
  lowest,
  type Measure,
  timeOfHighest,
  valueAtTime,
} from './sweep/measures.ts';
export { type Sweep, type SweepOptions, sweep } from './sweep/sweep.ts';
