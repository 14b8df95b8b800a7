/** Emits propensities, and bounds of the time-dependent ones, as code over the state of a row. */
import { ratesIn, readsTime, speciesIn } from '../../crn/dependencies.ts';
import type { Expression } from '../../crn/expression.ts';
import type { Network } from '../../crn/network.ts';
import {
  choose,
  type FunctionBuilder,
  f64,
  i32,
  type Local,
  type ModuleBuilder,
  select,
  type Value,
} from '../../wasm/encoder.ts';
import type { MathFunctions } from '../../wasm/math.ts';
import { emitBounds, slack } from './emit-bounds.ts';
import { emitValue, type Surroundings } from './emit-expression.ts';
import { type LawFacts, lawFacts } from './law-facts.ts';

/** The state of a row. */
export interface Reads {
  readonly f: FunctionBuilder;
  /** Shape [species]. */
  readonly species: readonly Value<'f64'>[];
  /** Shape [rates]. */
  readonly rates: readonly Value<'f64'>[];
}

/** Propensities of one network as code. */
export interface EmittedLaws {
  readonly facts: readonly LawFacts[];
  /** Propensity of a reaction; time-dependent ones at `time`. */
  value(reaction: number, reads: Reads, time?: Value<'f64'>): Value<'f64'>;
  /** At least the propensity of a time-dependent reaction, for time in [start, end]. */
  bound(reaction: number, reads: Reads, start: Value<'f64'>, end: Value<'f64'>): Value<'f64'>;
}

export function emitLaws(module: ModuleBuilder, network: Network, math: Partial<MathFunctions>): EmittedLaws {
  const facts = network.reactions.map(lawFacts);

  /** Makes a function of the formula's own species and rates, and of `times` times. */
  const outline = (
    name: string,
    law: Expression,
    times: number,
    build: (at: Surroundings, times: readonly Local<'f64'>[]) => Value<'f64'>,
  ): ((reads: Reads, times: readonly Value<'f64'>[]) => Value<'f64'>) => {
    const [species, rates] = [speciesIn(law), ratesIn(law)];
    const params: readonly 'f64'[] = Array.from(
      { length: species.length + rates.length + times },
      () => 'f64',
    );
    const call = module.function(name, params, 'f64', (f, ...locals) => {
      const at: Surroundings = {
        f,
        math,
        species: (s) => locals[species.indexOf(s)]!,
        rate: (k) => locals[species.length + rates.indexOf(k)]!,
      };
      f.return(build(at, locals.slice(species.length + rates.length)));
    });
    return (reads, at) =>
      call(...species.map((s) => reads.species[s]!), ...rates.map((k) => reads.rates[k]!), ...at);
  };

  const values = network.reactions.map(({ law }, j) => {
    const timed = readsTime(law);
    if (facts[j]!.simple && !timed)
      return (reads: Reads) =>
        emitValue(law, { f: reads.f, math, species: (s) => reads.species[s]!, rate: (k) => reads.rates[k]! });
    const call = outline(`law ${j}`, law, timed ? 1 : 0, (at, [time]) =>
      emitValue(law, time ? { ...at, time } : at),
    );
    return (reads: Reads, time?: Value<'f64'>) => call(reads, time && timed ? [time] : []);
  });
  const bounds = network.reactions.map(({ law }, j) => {
    if (!readsTime(law)) return undefined;
    return outline(`bound ${j}`, law, 2, (at, [start, end]) =>
      f64.mul(f64.max(0, emitBounds(law, at, start!, end!).high), 1 + slack),
    );
  });

  const guarded = (j: number, reads: Reads, value: Value<'f64'>): Value<'f64'> => {
    const enough = facts[j]!.guards.map(({ species, count }) => f64.ge(reads.species[species]!, count));
    if (enough.length === 0) return value;
    const pick = facts[j]!.simple ? select : choose;
    return pick(
      'f64',
      enough.reduce((a, b) => i32.and(a, b)),
      value,
      0,
    );
  };

  return {
    facts,
    value: (j, reads, time) => guarded(j, reads, values[j]!(reads, time)),
    bound: (j, reads, start, end) => guarded(j, reads, bounds[j]!(reads, [start, end])),
  };
}
