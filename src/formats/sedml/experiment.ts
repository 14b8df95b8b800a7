/** What an experiment of SED-ML says (level 1, doi 10.1515/jib-2021-0021): models, time courses, and what to tell of them. */
import type { Expression } from '../../crn/expression.ts';

export interface Experiment {
  readonly models: ReadonlyMap<string, ModelSource>;
  readonly tasks: readonly Task[];
  readonly outputs: readonly Output[];
}

export interface ModelSource {
  /** A place beside the document, or `#id` of another model. */
  readonly source: string;
  /** Attributes of the model file that are changed. */
  readonly changes: readonly AttributeChange[];
}

export interface AttributeChange {
  readonly target: Target;
  readonly attribute: string;
  readonly value: string;
}

/** An element of SBML by its id, as a path of SED-ML names it. */
export interface Target {
  readonly kind: 'species' | 'parameter' | 'compartment' | 'reaction';
  readonly id: string;
}

export interface Task {
  readonly id: string;
  readonly model: string;
  readonly course: TimeCourse;
}

export interface TimeCourse {
  /** In the model's unit of time. */
  readonly initial: number;
  readonly outputStart: number;
  readonly outputEnd: number;
  /** Steps between the start and the end of what is told. */
  readonly steps: number;
  /** Term of the ontology of simulation algorithms: `KISAO:0000019`. */
  readonly algorithm: string;
  /** Values by their terms: the seed is `KISAO:0000488`. */
  readonly parameters: ReadonlyMap<string, string>;
}

/** A number over time, made of what tasks give. */
export interface Generator {
  readonly id: string;
  readonly name: string;
  /** `species` with index i is the i-th variable. */
  readonly formula: Expression;
  readonly variables: readonly Variable[];
}

export interface Variable {
  readonly task: string;
  readonly of: Target | 'time';
}

export interface Output {
  readonly kind: 'report' | 'plot';
  readonly id: string;
  readonly name: string;
  /** Of a report its columns; of a plot its curves, with what they are drawn over. */
  readonly sets: readonly { readonly label: string; readonly data: Generator; readonly over?: Generator }[];
}
