/**
 * Every error a user can cause, as a tagged class. A message has three parts:
 * where, what, what to do. Fields carry the facts, `cause` what lies beneath.
 */

/** Fields of a {@link CrnSyntaxError}: a place in the text of a network. */
export interface TextPlace {
  /** 1-based line in the network text. */
  readonly line: number;
  /** 1-based column in that line. */
  readonly column: number;
  /** How many characters the caret line underlines. */
  readonly length: number;
  /** The line itself, without its newline. */
  readonly source: string;
}

abstract class TaggedError extends Error {
  constructor(where: string, what: string, todo: string, options?: ErrorOptions) {
    super(`${where ? `${where}: ` : ''}${what}${todo ? `\n${todo}` : ''}`, options);
    this.name = new.target.name;
  }
}

/** The text of a network cannot be read. */
export class CrnSyntaxError extends TaggedError {
  readonly place: TextPlace;
  constructor(place: TextPlace, what: string, todo: string) {
    const caret = `    ${place.source}\n    ${' '.repeat(place.column - 1)}${'^'.repeat(Math.max(1, place.length))}`;
    super(`crn text, line ${place.line}, column ${place.column}`, what, `${caret}\n${todo}`);
    this.place = place;
  }
}

/** A network, scenario or command-line option says something impossible. */
export class ScenarioError extends TaggedError {}

/** A model file (SBML, BNGL, Kappa) cannot be read, or says what a network cannot. `where` names file and element. */
export class ModelError extends TaggedError {}

/** A kernel cannot be opened, or met a state it cannot step (explosion, NaN propensity). */
export class KernelError extends TaggedError {}

/** A master equation cannot be solved as asked: too many states, an error out of reach, no single answer. */
export class SolverError extends TaggedError {
  /** Mass lost when it gave up, in [0, 1]; NaN where none is lost by nature. */
  readonly lost: number;
  /** States held when it gave up. */
  readonly states: number;
  constructor(where: string, what: string, todo: string, facts?: { lost?: number; states?: number }) {
    super(where, what, todo);
    this.lost = facts?.lost ?? Number.NaN;
    this.states = facts?.states ?? 0;
  }
}

/** A differential equation cannot be solved as asked: it blows up, or gives no number. */
export class OdeError extends TaggedError {
  /** How far it was solved, in the time of the equation; NaN where it was not begun. */
  readonly time: number;
  constructor(where: string, what: string, todo: string, time = Number.NaN) {
    super(where, what, todo);
    this.time = time;
  }
}

/** An abstraction is missing, truncated, or belongs to another network. */
export class AbstractionError extends TaggedError {}

/** A worker thread threw or died. Names kernel, tile and step. */
export class WorkerError extends TaggedError {}

/** A recording or checkpoint cannot be written or read. */
export class RecordingError extends TaggedError {}

/** A tensor backend is not there or cannot do what was asked. */
export class BackendError extends TaggedError {}

const classes = {
  CrnSyntaxError,
  ScenarioError,
  ModelError,
  KernelError,
  SolverError,
  OdeError,
  AbstractionError,
  WorkerError,
  RecordingError,
  BackendError,
};

export type CrnGridErrorName = keyof typeof classes;

/**
 * Narrows an unknown error to one of ours.
 *
 * @example
 * try { openRecording('x.zarr') } catch (e) { if (isCrnGridError(e, 'RecordingError')) … }
 */
export function isCrnGridError<N extends CrnGridErrorName>(
  error: unknown,
  name?: N,
): error is InstanceType<(typeof classes)[N]> {
  if (name) return error instanceof classes[name];
  return Object.values(classes).some((c) => error instanceof c);
}
