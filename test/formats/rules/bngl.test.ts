/** What a BNGL file says is what the model says. */
import { describe, expect, test } from 'vitest';
import { readBngl } from '../../../src/formats/rules/bngl.ts';
import { bngl, called, model, observed, reactionsOf } from './bngl/small-models.ts';

const names = (read: ReturnType<typeof model>): string[] =>
  read.network.species.map((name) => called(read, name));

describe('definitions', () => {
  const text = `
    begin model
    begin parameters
      1 k_on  c0/Na/V   # comes before what it is made of
      2 c0 = 1e9
      3 Na 6.022e23
      V 1.4e-15
      half ln(2)/120
      angle 2*asin(1)
    end parameters
    begin seed species
      A(b~0) 10*2
      $B() \\
        half
    end seed species
    begin observables
      Molecules A0 A(b~0)
    end observables
    begin functions
      rate() = k_on*A0^2
      decay = if(time()>5, half, 0)
    end functions
    begin reaction rules
      on: A(b~0) -> A(b~1) rate()
      A(b~1) -> A(b~0) decay
      A(b~0) -> 0 k_on
      A(b~1) + B() -> B() half*2
      0 -> A(b~0) angle
    end reaction rules
    end model
    generate_network({overwrite=>1})
    simulate({method=>"ode",t_end=>10})
  `;
  const read = readBngl(text, 'models/gene.bngl');

  test('parameters have their values in any order of the file', () => {
    expect(read.rates).toMatchObject({
      k_on: 1e9 / 6.022e23 / 1.4e-15,
      half: Math.LN2 / 120,
      angle: Math.PI,
    });
  });

  test('only those that the network uses are its rate constants', () => {
    expect(read.network.rates).toEqual(['k_on', 'half', 'angle']);
  });

  test('species start as said', () => {
    expect(read.name).toBe('gene');
    expect(read.start).toEqual({ A_0: 20, B: Math.LN2 / 120 });
    expect(read.labels).toEqual({ A_0: 'A(b~0)', A_1: 'A(b~1)' });
  });

  test('functions of observables are rates, constants stay constants', () => {
    expect(read.network.text).toContain('on: A_0 -> A_1 @ {k_on * A_0^2 * A_0}');
    expect(read.network.text).toContain('A_1 -> A_0 @ {if(t > 5, half, 0) * A_1}');
    expect(read.network.text).toContain('A_0 -> 0 @ k_on');
    expect(read.network.text).toContain('0 -> A_0 @ angle');
  });

  test('observables and functions can be watched', () => {
    expect(read.observables?.map(({ name }) => name)).toEqual(['A0', 'rate', 'decay']);
    expect(observed(read, 'rate', { 'A(b~0)': 3 })).toBeCloseTo(9e9 / 6.022e23 / 1.4e-15, 12);
  });

  test('what was not carried out and what is not whole is told', () => {
    expect(read.notes).toEqual([
      'Actions of the file were not carried out: simulate.',
      'Some species start with a number of molecules that is not whole.',
    ]);
  });
});

describe('rules', () => {
  test('a bond is cut only where the complex then falls apart as the right side says', () => {
    const seeds = 'A(x!1,y!2).B(x!1,y!2) 1';
    expect(reactionsOf(model({ seeds, rules: 'A(x!1).B(x!1) -> A(x) + B(x) k' }))).toEqual([]);
    expect(reactionsOf(model({ seeds, rules: 'A(x!1).B(x!1) -> A(x).B(x) k' }))).toEqual([
      ['A(x!1,y!2).B(x!1,y!2) -> A(x,y!1).B(x,y!1)', 1],
    ]);
  });

  test('a molecule goes out of a complex only where nothing else falls off, or where that is said', () => {
    const seeds = 'A(b!1).B(a!1,c!2).C(b!2) 1';
    expect(reactionsOf(model({ seeds, rules: 'A(b!1).B(a!1) -> A(b) k' }))).toEqual([]);
    expect(reactionsOf(model({ seeds, rules: 'A(b!1).B(a!1) -> A(b) k DeleteMolecules' }))).toEqual([
      ['A(b!1).B(a!1,c!2).C(b!2) -> A(b) + C(b)', 1],
    ]);
  });

  test('molecules keep who they are by their sites, and by tags', () => {
    const seeds = 'M(a,b) 1';
    const rules = (text: string) => model({ seeds, rules: text, actions: 'generate_network({max_agg=>2})' });
    expect(reactionsOf(rules('M(a) + M(b) -> M(b!1).M(a!1) k'), 2)).toEqual([
      ['M(a,b) + M(a,b) -> M(a,b!1).M(a!1,b)', 2],
    ]);
    const states = { types: 'A(s~0~1)', seeds: 'A(s~0) 1;A(s~1) 1' };
    expect(reactionsOf(model({ ...states, rules: 'A(s~0) + A(s~1) -> A(s~1) + A(s~0) k' }))).toEqual([]);
    expect(reactionsOf(model({ ...states, rules: 'A(s~0)%1 + A(s~1)%2 -> A(s~1)%2 + A(s~1)%1 k' }))).toEqual([
      ['A(s~0) + A(s~1) -> A(s~1) + A(s~1)', 1],
    ]);
  });

  test('conditions on what comes in and what comes out', () => {
    const types = 'A(x~0~1,y~0~1)';
    const seeds = 'A(x~0,y~0) 1;A(x~0,y~1) 1';
    expect(
      reactionsOf(model({ types, seeds, rules: 'A(x~0) <-> A(x~1) k, k2 exclude_reactants(1, A(y~1))' })),
    ).toEqual([
      ['A(x~0,y~0) -> A(x~1,y~0)', 1],
      ['A(x~1,y~0) -> A(x~0,y~0)', 10],
    ]);
    expect(
      reactionsOf(model({ types, seeds, rules: 'A(x~0) -> A(x~1) k include_products(1, A(y~1), A(x~0))' })),
    ).toEqual([['A(x~0,y~1) -> A(x~1,y~1)', 1]]);
  });

  test('a total rate is the whole propensity', () => {
    const read = model({ seeds: 'A() 5;B() 5', rules: 'A() + B() -> 0 k2 TotalRate' });
    expect(reactionsOf(read, 3)).toEqual([['A + B -> 0', 10]]);
  });

  test('a clamped species is taken and not used up', () => {
    const read = model({ seeds: '$A() 5;B() 1', rules: 'A() -> B() k;B() -> A() k2;A() + B() -> 0 k3' });
    expect(reactionsOf(read)).toEqual([
      ['A -> B + A', 1],
      ['B -> 0', 10],
      ['A + B -> A', 100],
    ]);
  });

  test('types are found out where none are declared', () => {
    expect(
      names(
        model({
          seeds: 'R(a,b~Y) 1;L(r) 1',
          rules: 'R(a) + L(r) -> R(a!1).L(r!1) k;R(a!+,b~Y) -> R(a!+,b~pY) k',
        }),
      ),
    ).toEqual(['R(a,b~Y)', 'L(r)', 'R(a!1,b~Y).L(r!1)', 'R(a!1,b~pY).L(r!1)']);
  });
});

describe('observables', () => {
  const read = model({
    seeds: 'A(x,x) 1',
    rules: 'A(x) + A(x) -> A(x!1).A(x!1) k',
    actions: 'generate_network({max_agg=>3})',
    observables: `
      Molecules all A()
      Molecules ends A(x)
      Molecules pairs A().A()
      Molecules bonds A(x!1).A(x!1) A(x!+)
      Species complexes A()
      Species both A(), A(x!+)
      Species trimers A()==3
      Species large A()>1, A()>=3`,
  });
  const [monomer, dimer, trimer] = ['A(x,x)', 'A(x,x!1).A(x,x!1)', 'A(x,x!1).A(x!1,x!2).A(x,x!2)'];

  test.each([
    ['all', [1, 2, 3]],
    ['ends', [2, 2, 2]],
    ['pairs', [0, 2, 6]],
    ['bonds', [0, 4, 8]],
    ['complexes', [1, 1, 1]],
    ['both', [1, 2, 2]],
    ['trimers', [0, 0, 1]],
    ['large', [0, 1, 2]],
  ])('%s', (name, weights) => {
    const found = names(read);
    expect(new Set([monomer, dimer].map((text) => found.includes(text)))).toEqual(new Set([true]));
    const third = found.find((text) => text !== monomer && text !== dimer)!;
    expect(third.length).toBe(trimer.length);
    expect([monomer, dimer, third].map((species) => observed(read, name, { [species]: 1 }))).toEqual(weights);
  });
});

describe('bounds', () => {
  const chain = { seeds: 'X(a,b) 1', rules: 'X(a) + X(b) -> X(a!1).X(b!1) k' };

  test.each([
    ['max_agg=>3', 3],
    ['max_stoich=>{X=>4}', 4],
    ['overwrite=>1,max_iter=>1', 2],
    ['max_iter=>2', 4],
  ])('%s leaves %i species', (options, species) => {
    expect(model({ ...chain, actions: `generate_network({${options}})` }).network.species).toHaveLength(
      species,
    );
  });

  test('what grows for ever is stopped, and advice given', () => {
    expect(() => model(chain, { species: 20 })).toThrow(
      /small\.bngl: its rules make more than 20 species\n.*max_agg/,
    );
    expect(() => model(chain, { reactions: 20 })).toThrow('more than 20 reactions');
    expect(() => model(chain, { seconds: 0.05 })).toThrow('within 0.05 seconds');
  });
});

describe('refusals name line and text and what to do', () => {
  const fine = {
    types: 'A(b~0~1,c);B(a)',
    seeds: 'A(b~0,c) 1;B(a) 1',
    rules: 'A(c) + B(a) -> A(c!1).B(a!1) k',
  };

  test.each([
    ['a wildcard bond is cut', { rules: 'A(c!+) -> A(c) k' }, /line 15: a bond with `!\+`/],
    ['a bond with one end', { rules: 'A(c!1) -> A(c) k' }, 'the bond `1` has one end'],
    ['no such molecule', { rules: 'A(c) -> Trash() k' }, 'there is no molecule type `Trash`'],
    ['no such site', { rules: 'A(d) -> 0 k' }, '`A` has no site `d`'],
    ['no such state', { rules: 'A(b~2) -> 0 k' }, 'has no state `2`'],
    ['a new molecule that is not whole', { rules: '0 -> A(c) k' }, 'with all its sites'],
    ['a species that is not whole', { seeds: 'A(c) 1' }, 'with all its sites'],
    ['a species of two parts', { seeds: 'A(b~0,c).B(a) 1' }, 'not joined by bonds'],
    ['a species twice', { seeds: 'B(a) 1;B(a) 2' }, 'there twice'],
    ['a rate missing', { rules: 'A(c) -> 0' }, 'needs one rate, not 0'],
    ['a rate too few', { rules: 'A(b~0) <-> A(b~1) k' }, 'needs two rates, not 1'],
    ['an unknown rate', { rules: 'A(c) -> 0 kk' }, 'there is no parameter, function or observable `kk`'],
    ['a circle', { functions: 'f() = g();g() = f()', rules: 'A(c) -> 0 f()' }, 'defined by itself'],
    ['a local function', { rules: '%x:A(c) -> 0 k' }, 'Local functions are not read'],
    ['a local function defined', { functions: 'f(x) = k' }, 'Local functions are not read'],
    [
      'TotalRate',
      { rules: 'A(b~0) -> A(b~1) k TotalRate;B(a) + A(c) -> B(a!1).A(c!1) k' },
      'more than one reaction',
    ],
    ['MatchOnce', { rules: 'A(c) -> 0 k MatchOnce' }, 'in braces before a pattern'],
    ['Sat', { rules: 'B(a) -> 0 Sat(k,k2)' }, 'the rate law `Sat` is not read'],
    ['a compartment', { seeds: 'B(a)@EC 1' }, 'names a compartment'],
    ['a start below zero', { seeds: 'B(a) -1' }, '-1 molecules'],
    ['a bound on Molecules', { observables: 'Molecules x A()>2' }, 'goes with Species'],
    ['two states', { seeds: 'A(b~0~1,c) 1' }, 'two states'],
    ['two bonds', { seeds: 'A(b~0,c!1!2).B(a!1) 1' }, 'two bonds'],
    ['no action', { actions: 'A(b) 100' }, 'stands in no block'],
  ])('%s', (_, change, message) => {
    expect(() => model(fine)).not.toThrow();
    expect(() => model({ ...fine, ...change })).toThrow(message);
    expect(() => model({ ...fine, ...change })).toThrow(expect.objectContaining({ name: 'ModelError' }));
  });

  test.each([
    ['compartments', 'EC 3 1'],
    ['energy patterns', 'A(b~1) G'],
    ['population maps', 'A(b) -> P() k'],
  ])('the block %s, but not where it is empty', (name, line) => {
    const text = (inside: string) => `${bngl(fine)}begin ${name}\n${inside}\nend ${name}\n`;
    expect(() => readBngl(text(line), 'x.bngl')).toThrow(`the block \`${name}\` is not read`);
    expect(readBngl(text(''), 'x.bngl').network.species).toHaveLength(3);
  });

  test('blocks that are not closed', () => {
    expect(() => readBngl('begin parameters\nk 1', 'x.bngl')).toThrow(
      'x.bngl, line 1: the block `parameters` has no end',
    );
    expect(() => readBngl('end parameters', 'x.bngl')).toThrow('no block `parameters` is open');
    expect(() => readBngl('', 'x.bngl')).toThrow('it has no species');
  });
});
