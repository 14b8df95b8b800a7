/** Whatever is written in a file, the answer is a model or a ModelError, and comes soon. */
import { expect, test } from 'vitest';
import { isCrnGridError } from '../../../../src/errors.ts';
import { readBngl } from '../../../../src/formats/rules/bngl.ts';
import { readKappa } from '../../../../src/formats/rules/kappa.ts';
import { readNet } from '../../../../src/formats/rules/net.ts';
import { generator } from '../../../support/mutated.ts';

const bnglText = `begin model
begin parameters
  k 1
  kr = 2*k^2+ln(3)
end parameters
begin molecule types
  R(l,l,y~U~P)
  L(r,r)
end molecule types
begin seed species
  R(l,l,y~U) 10
  $L(r,r) 20*k
end seed species
begin observables
  Molecules Bound R(l!+), L(r!1).R(l!1,y~?)
  Species Pairs R().R()==2
end observables
begin functions
  f() = if(Bound>3, kr, k*exp(-Bound))
end functions
begin reaction rules
  bind: R(l,y) + L(r) <-> R(l!1,y).L(r!1) k, kr exclude_reactants(1,R(y~P))
  R(y~U,l!?) -> R(y~P,l!?) f()
  R(y~P).R(y~U) -> R(y~P).R(y~P) k/2
  R() -> 0 k DeleteMolecules
end reaction rules
end model
generate_network({overwrite=>1,max_agg=>3,max_stoich=>{R=>2,L=>2}})`;

const netText = `begin parameters
  1 k 1
  2 kr 2*k # Constant
end parameters
begin functions
  1 f() k/(1+G)
end functions
begin species
  1 A(b) 10
  2 $B(a) kr
  3 A(b!1).B(a!1) 0
end species
begin reactions
  1 1,2 3 0.5*k #R1
  2 3 1,2 f #R1r
end reactions
begin groups
  1 G 1,2*3
end groups`;

const kappaText = `%agent: A(x,s{u p})
%agent: B(l,r)
%var: 'k on' 0.5 // per pair
%init: 10 A(x[.])
%init: 2*'k on' B(l[1],r[.]),A(x[1],s{p})
%obs: 'free' |A(x[.])|
'bind' A(x[.]),B(l[.]) <-> A(x[1]),B(l[1]) @ 'k on', 2
A(x[_],s{u/p}) @ [exp](-'free')
B(),. -> B(),A(s{u}) @ 1
B(l[1]),A(x[1],s{p})- @ 'k on'
%plot: 'free'`;

const pieces =
  '( ) ! ~ + . , -> <-> 1 0 $ { } % @ \\ # A * ^ 1e308 - !+ !? () k == /0 constructor __proto__ if( time()'.split(
    ' ',
  );

/** Some characters taken away, doubled or put in; mostly outside of the lines that make blocks. */
function mutated(text: string, draw: (n: number) => number): string {
  let t = text;
  for (let left = 1 + draw(5); left > 0; left--) {
    const at = draw(t.length);
    const line = t.slice(t.lastIndexOf('\n', at) + 1, t.length).trimStart();
    if (/^(begin|end)/.test(line) && draw(20) > 0) continue;
    const from = draw(t.length);
    const change = [
      () => t.slice(0, at) + t.slice(at + 1 + draw(6)),
      () => t.slice(0, at) + pieces[draw(pieces.length)]! + t.slice(at),
      () => t.slice(0, at) + t.slice(from, from + draw(40)).replaceAll('\n', ' ') + t.slice(at),
    ];
    t = change[draw(3)]!();
  }
  return t;
}

test.each([
  ['bngl', bnglText],
  ['net', netText],
  ['ka', kappaText],
])('2 500 mutations of a .%s file', { timeout: 120_000 }, (kind, text) => {
  const draw = generator(20_091);
  const limits = { species: 100, reactions: 1000, seconds: 1 };
  const read = (t: string) => {
    if (kind === 'net') return readNet(t, 'x.net');
    return kind === 'ka' ? readKappa(t, 'x.ka', limits) : readBngl(t, 'x.bngl', limits);
  };
  expect(() => read(text)).not.toThrow();
  const odd: unknown[] = [];
  let [refused, longest] = [0, 0];
  for (let i = 0; i < 2500; i++) {
    const start = performance.now();
    try {
      read(mutated(text, draw));
    } catch (error) {
      refused++;
      if (!isCrnGridError(error, 'ModelError')) odd.push(error);
    }
    longest = Math.max(longest, performance.now() - start);
  }
  expect(odd).toEqual([]);
  expect(longest).toBeLessThan(2000);
  expect(refused).toBeGreaterThan(500);
  expect(refused).toBeLessThan(2490);
});
