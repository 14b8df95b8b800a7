/**
 * What the ids of a model stand for in formulas, and their values at time 0. Each is worked out after all that it
 * reads: sizes of compartments and stoichiometries become numbers, rules are put in where their variables are read.
 */
import { readsTime, speciesIn } from '../../../crn/dependencies.ts';
import { evaluate } from '../../../crn/evaluate.ts';
import type { Expression } from '../../../crn/expression.ts';
import { binary, constant, one } from '../../../crn/formulas.ts';
import { ModelError } from '../../../errors.ts';
import type { ModelObservable } from '../../model.ts';
import { freeName } from '../../network-of.ts';
import type {
  Compartment,
  Declarations,
  Formula,
  Parameter,
  ReactionElement,
  Source,
  Species,
} from './declarations.ts';
import { MathReader, namesIn, type Resolve } from './math/mathml.ts';
import { inOrder, said } from './order.ts';

export class Symbols {
  /** Names in the network, of the species that are counted and of what stays as it is. */
  readonly species: string[] = [];
  readonly rates: string[] = [];
  /** Amounts at time 0, shape [species], and values, shape [rates]. */
  readonly counts: number[] = [];
  readonly values: number[] = [];
  readonly observables: ModelObservable[] = [];
  /** Sizes by the names of species and observables that formulas of the file read as concentrations. */
  readonly volumes = new Map<string, number>();
  /** Index among `species` by id; those with a rule and constant ones have none. */
  readonly columns = new Map<string, number>();
  /** Whole kinetic laws by the ids of reactions. */
  readonly laws = new Map<string, Expression>();
  /** How many molecules a reference with an id stands for. */
  readonly multiples = new Map<string, number>();
  readonly taken = new Set<string>();
  readonly math: MathReader;
  readonly #declared: Declarations;
  readonly #source: Source;
  readonly #meanings = new Map<string, Expression>();
  readonly #locals = new Map<string, ReadonlyMap<string, Expression>>();
  /** Index among `rates` of constant species. */
  readonly #fixed = new Map<string, number>();

  /** @throws ModelError for names without a meaning or a value, and for definitions that read themselves */
  constructor(declared: Declarations, source: Source) {
    this.#declared = declared;
    this.#source = source;
    this.math = new MathReader(declared.functions);
    this.#nameSpecies();
    this.#nameRates();
    const { compartments, species, parameters, references, reactions, initial } = declared;
    const ids = [compartments, parameters, species, references, reactions].flatMap((map) => [...map.keys()]);
    for (const id of inOrder(ids, (one) => this.#needs(one), source.file)) this.#settle(id);
    if (initial.size > 0)
      source.notes.push(
        `Initial assignments are numbers, worked out at time 0: ${said([...initial.keys()])}.`,
      );
  }

  /** What a name outside of kinetic laws stands for. */
  readonly resolve: Resolve = (name, where) => {
    const meaning = this.#meanings.get(name) ?? this.#assumed(name);
    if (meaning) return meaning;
    const { compartments, parameters, species, references } = this.#declared;
    const there = [compartments, parameters, species, references].some((map) => map.has(name));
    throw new ModelError(
      where,
      there ? `"${name}" has no value` : `nothing has the id "${name}"`,
      there ? 'Give it one.' : 'Correct the name, or declare it.',
    );
  };

  /** By what a species' value in formulas is to be multiplied for its amount; 1 where it is its amount. */
  sizeOf({ id, where, compartment, onlySubstance }: Species): number {
    const home = this.#declared.compartments.get(compartment);
    if (home === undefined)
      throw new ModelError(where, `there is no compartment "${compartment}"`, 'Declare it.');
    if (onlySubstance || home.point) return 1;
    const of = this.#meanings.get(compartment) ?? this.#assumed(compartment);
    const size = of?.op === 'number' ? of.value : Number.NaN;
    if (size > 0 && size < Number.POSITIVE_INFINITY) return size;
    throw new ModelError(
      home.where,
      `its size is ${size}, and "${id}" is a concentration in it`,
      'Give it a size above 0.',
    );
  }

  /** The size of a compartment that has none, once something reads it. */
  #assumed(id: string): Expression | undefined {
    if (this.#declared.compartments.get(id)?.point !== false) return undefined;
    this.#meanings.set(id, one);
    this.#source.notes.push(`The size of compartment "${id}" is not given, and taken as 1.`);
    return one;
  }

  #nameSpecies(): void {
    const { species, assigned } = this.#declared;
    for (const { id, constant: fixed } of species.values()) {
      if (assigned.has(id) || fixed) continue;
      this.columns.set(id, this.species.length);
      this.species.push(freeName(id, this.taken));
      this.counts.push(0);
    }
  }

  #nameRates(): void {
    const { parameters, species, reactions, assigned, initial } = this.#declared;
    for (const parameter of parameters.values())
      if (!assigned.has(parameter.id)) this.#nameRate(parameter, parameter.id, this.#meanings, initial);
    for (const { id, constant: fixed } of species.values())
      if (fixed && !assigned.has(id)) this.#fixed.set(id, this.#addRate(id, 0));
    // A local name that means two things is told apart by its reaction.
    const uses = new Map<string, number>();
    for (const { locals } of reactions.values())
      for (const { id } of locals) uses.set(id, (uses.get(id) ?? 0) + 1);
    for (const { id: reaction, locals } of reactions.values()) {
      const own = new Map<string, Expression>();
      for (const local of locals) {
        const shared = uses.get(local.id)! > 1 || this.#isDeclared(local.id);
        this.#nameRate(local, shared ? `${reaction}_${local.id}` : local.id, own, new Map());
      }
      this.#locals.set(reaction, own);
    }
  }

  #isDeclared(id: string): boolean {
    const { compartments, parameters, species, references, reactions } = this.#declared;
    return [compartments, parameters, species, references, reactions].some((map) => map.has(id));
  }

  /** A parameter without a value is none until something reads it; one that is not finite is a plain number. */
  #nameRate(
    { id, value, where }: Parameter,
    wanted: string,
    meanings: Map<string, Expression>,
    initial: ReadonlyMap<string, Formula>,
  ): void {
    if (initial.has(id) || Number.isFinite(value))
      meanings.set(id, { op: 'rate', index: this.#addRate(wanted, value ?? 0) });
    else if (value !== undefined) meanings.set(id, constant(value));
    else this.#source.notes.push(`Left out, as it has no value: ${where.replace(/^.*?, /, '')}.`);
  }

  #addRate(wanted: string, value: number): number {
    this.rates.push(freeName(wanted, this.taken));
    return this.values.push(value) - 1;
  }

  /** Ids that must be settled before this one. */
  #needs(id: string): string[] {
    const { species, references, reactions, assigned, initial } = this.#declared;
    const math =
      (assigned.get(id) ?? initial.get(id) ?? reactions.get(id)?.law)?.math ?? references.get(id)?.math;
    const own = this.#locals.get(id);
    const read = math ? namesIn(math).filter((name) => this.#isDeclared(name) && !own?.has(name)) : [];
    const one = species.get(id);
    const sized = one && (!one.onlySubstance || one.concentration !== undefined);
    return sized && this.#declared.compartments.has(one.compartment) ? [...read, one.compartment] : read;
  }

  #settle(id: string): void {
    const { compartments, parameters, species, references, reactions } = this.#declared;
    const compartment = compartments.get(id);
    const one = species.get(id);
    const reaction = reactions.get(id);
    const reference = references.get(id);
    if (compartment) this.#settleCompartment(compartment);
    else if (parameters.has(id)) this.#settleParameter(id);
    else if (one) this.#settleSpecies(one);
    else if (reaction) this.#settleReaction(reaction);
    else if (reference) {
      const value =
        this.#givenNumber(id) ??
        (reference.math && this.fixed({ math: reference.math, where: reference.where })) ??
        reference.stoichiometry;
      if (value === undefined) return;
      this.multiples.set(id, value);
      this.#meanings.set(id, constant(value));
    }
  }

  #settleCompartment({ id, size, where }: Compartment): void {
    const value = this.#givenNumber(id) ?? size;
    if (value === undefined) return;
    this.#meanings.set(id, constant(value));
    if (this.#declared.assigned.has(id)) this.#observe(id, constant(value), where);
  }

  #settleParameter(id: string): void {
    const rule = this.#declared.assigned.get(id);
    const start = this.#declared.initial.get(id);
    const meaning = this.#meanings.get(id);
    if (rule) {
      const of = this.math.read(rule.math, rule.where, this.resolve);
      this.#meanings.set(id, of);
      this.#observe(id, of, rule.where);
    } else if (start && meaning?.op === 'rate') this.values[meaning.index] = this.#atStart(start);
  }

  #settleSpecies(species: Species): void {
    const { id, where } = species;
    const { assigned, initial } = this.#declared;
    const rule = assigned.get(id);
    const size = this.sizeOf(species);
    if (rule) {
      const value = this.math.read(rule.math, rule.where, this.resolve);
      this.#meanings.set(id, value);
      const name = this.#observe(id, binary('mul', value, constant(size)), rule.where);
      if (this.#isDense(species)) this.volumes.set(name, size);
      return;
    }
    const start = initial.get(id);
    let amount = start && this.#atStart(start) * size;
    amount ??=
      species.amount ??
      (species.concentration === undefined ? undefined : species.concentration * this.#sizeFor(species));
    if (amount === undefined)
      this.#source.notes.push(`The amount of "${id}" is not given, and taken as 0 at time 0.`);
    else if (!(amount >= 0 && amount < Number.POSITIVE_INFINITY))
      throw new ModelError(where, `its amount at time 0 is ${amount}`, 'Give a number, 0 or more.');
    const count: Expression = this.#fixed.has(id)
      ? { op: 'rate', index: this.#fixed.get(id)! }
      : { op: 'species', index: this.columns.get(id)! };
    (count.op === 'rate' ? this.values : this.counts)[count.index] = amount ?? 0;
    this.#meanings.set(id, binary('div', count, constant(size)));
    if (this.#isDense(species))
      this.volumes.set((count.op === 'rate' ? this.rates : this.species)[count.index]!, size);
  }

  #isDense({ compartment, onlySubstance }: Species): boolean {
    return !onlySubstance && !this.#declared.compartments.get(compartment)!.point;
  }

  /** An initial concentration is one even where formulas read the amount. */
  #sizeFor(one: Species): number {
    return this.sizeOf({ ...one, onlySubstance: false });
  }

  #settleReaction({ id, law }: ReactionElement): void {
    const own = this.#locals.get(id)!;
    const of = this.math.read(
      law.math,
      law.where,
      (name, where) => own.get(name) ?? this.resolve(name, where),
    );
    this.laws.set(id, of);
    this.#meanings.set(id, of);
  }

  #observe(wanted: string, of: Expression, where: string): string {
    const name = freeName(wanted, this.taken);
    this.observables.push({ name, of: this.math.usable(of, where) });
    return name;
  }

  /** Of something that a rule or an initial assignment sets, and that must stay as it is. */
  #givenNumber(id: string): number | undefined {
    const { assigned, initial } = this.#declared;
    const rule = assigned.get(id);
    const start = initial.get(id);
    return rule ? this.fixed(rule) : start && this.#atStart(start);
  }

  /** The value of a formula that never changes. @throws ModelError where it does */
  fixed({ math, where }: Formula): number {
    return this.#constantValue(this.math.read(math, where, this.resolve), where);
  }

  #constantValue(of: Expression, where: string): number {
    if (readsTime(of) || speciesIn(of).length > 0)
      throw new ModelError(
        where,
        'this changes, and only fixed values are read here',
        'Give it a fixed value.',
      );
    return evaluate(of, this.counts, this.values, 0);
  }

  /** The value of something that never changes, by its id. */
  valueOf(id: string, where: string): number {
    return this.#constantValue(this.resolve(id, where), where);
  }

  #atStart({ math, where }: Formula): number {
    const value = evaluate(this.math.read(math, where, this.resolve), this.counts, this.values, 0);
    if (Number.isFinite(value)) return value;
    throw new ModelError(where, `its value at time 0 is ${value}`, 'Give a formula with a finite value.');
  }
}
