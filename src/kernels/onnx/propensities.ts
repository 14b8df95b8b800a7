/** Propensities as ONNX operators, in double precision: the same numbers as `crn/evaluate.ts`. */
import type { Expression } from '../../crn/expression.ts';
import type { Network, Reaction } from '../../crn/network.ts';
import { KernelError } from '../../errors.ts';
import type { OnnxModel, Value } from '../../tensor/onnx/model.ts';

/** The columns of a state, each double [rows, 1]. */
export interface State {
  readonly species: (index: number) => Value;
  readonly rate: (index: number) => Value;
}

const numeric = {
  neg: 'Neg',
  exp: 'Exp',
  log: 'Log',
  sqrt: 'Sqrt',
  abs: 'Abs',
  floor: 'Floor',
  ceil: 'Ceil',
  sin: 'Sin',
  cos: 'Cos',
  tanh: 'Tanh',
  add: 'Add',
  sub: 'Sub',
  mul: 'Mul',
  div: 'Div',
  pow: 'Pow',
  min: 'Min',
  max: 'Max',
} as const;
const comparison = {
  lt: 'Less',
  le: 'LessOrEqual',
  gt: 'Greater',
  ge: 'GreaterOrEqual',
  eq: 'Equal',
} as const;

/**
 * Every propensity, double [rows, reactions]; 0 where a reactant is short.
 *
 * @throws KernelError for a law that reads the time
 */
export function addPropensities(model: OnnxModel, network: Network, state: State): Value {
  const columns = network.reactions.map((reaction) => {
    const law = new LawWriter(model, reaction, state).number(reaction.law);
    const enough = reaction.reactants.map(({ species, count }) =>
      model.node('GreaterOrEqual', [state.species(species), model.scalar('double', count)]),
    );
    if (enough.length === 0) return spread(model, law, state);
    const all = enough.reduce((a, b) => model.node('And', [a, b]));
    return model.node('Where', [all, law, model.scalar('double', 0)]);
  });
  return model.node('Concat', columns, { axis: 1 }, 'a');
}

/**
 * The same between whole numbers, where a reactant is there as long as anything of it is; 0 for
 * what is negative or no number (`learned/inputs/flow.ts`).
 */
export function addFlowPropensities(model: OnnxModel, network: Network, state: State): Value {
  const [zero, infinity] = [0, Number.POSITIVE_INFINITY].map((x) => model.scalar('double', x));
  const columns = network.reactions.map((reaction) => {
    const law = spread(model, new LawWriter(model, reaction, state).number(reaction.law), state);
    const conditions = [
      ...reaction.reactants.map(({ species }) => model.node('Greater', [state.species(species), zero!])),
      model.node('Greater', [law, zero!]),
      model.node('Less', [law, infinity!]),
    ];
    return model.node('Where', [conditions.reduce((a, b) => model.node('And', [a, b])), law, zero!]);
  });
  return model.node('Concat', columns, { axis: 1 });
}

/** A law of numbers alone is one row: as many as the batch has, then. */
function spread(model: OnnxModel, law: Value, state: State): Value {
  return model.node('Add', [law, model.node('Mul', [state.species(0), model.scalar('double', 0)])]);
}

class LawWriter {
  readonly #model: OnnxModel;
  readonly #reaction: Reaction;
  readonly #state: State;

  constructor(model: OnnxModel, reaction: Reaction, state: State) {
    this.#model = model;
    this.#reaction = reaction;
    this.#state = state;
  }

  /** The value of an expression. */
  number(e: Expression): Value {
    const model = this.#model;
    switch (e.op) {
      case 'number':
        return model.scalar('double', e.value);
      case 'species':
        return this.#state.species(e.index);
      case 'rate':
        return this.#state.rate(e.index);
      case 'time':
        throw new KernelError(
          `reaction "${this.#reaction.name}"`,
          'its propensity reads the time t, which an ONNX model is not given',
          'Leave t out of the formula, or use the kernel ssa.',
        );
      case 'if':
        return model.node('Where', [this.#truth(e.a), this.number(e.b), this.number(e.c)]);
      case 'not':
      case 'and':
      case 'or':
      case 'ne':
      case 'lt':
      case 'le':
      case 'gt':
      case 'ge':
      case 'eq':
        return model.cast(this.#truth(e), 'double');
      default:
        return model.node(
          numeric[e.op],
          'b' in e ? [this.number(e.a), this.number(e.b)] : [this.number(e.a)],
        );
    }
  }

  /** Is an expression anything but 0? */
  #truth(e: Expression): Value {
    const model = this.#model;
    switch (e.op) {
      case 'not':
        return model.node('Not', [this.#truth(e.a)]);
      case 'and':
        return model.node('And', [this.#truth(e.a), this.#truth(e.b)]);
      case 'or':
        return model.node('Or', [this.#truth(e.a), this.#truth(e.b)]);
      case 'ne':
        return model.node('Not', [model.node('Equal', [this.number(e.a), this.number(e.b)])]);
      case 'lt':
      case 'le':
      case 'gt':
      case 'ge':
      case 'eq':
        return model.node(comparison[e.op], [this.number(e.a), this.number(e.b)]);
      default:
        return model.node('Not', [model.node('Equal', [this.number(e), model.scalar('double', 0)])]);
    }
  }
}
