/** Where a walker ends: back on the grid, and into the right mailbox. */
import {
  type FunctionBuilder,
  type FunctionRef,
  f64,
  i32,
  type Local,
  type ModuleBuilder,
  type Operand,
  type Value,
} from '../../wasm/encoder.ts';
import { type LatticeSpace, stepX, stepY } from '../lattice.ts';
import type { Desk } from './desk.ts';

type Integers<N extends readonly unknown[]> = { readonly [K in keyof N]: 'i32' };

export interface Landing {
  /** (offset, n, cell): puts n molecules into a cell; `offset` is that of the rule's planes, in bytes. */
  readonly deliver: FunctionRef<Integers<[0, 0, 0]>, 'void'>;
  /** (offset, n, x, y): brings a free path back onto the grid, and delivers. */
  readonly land: FunctionRef<Integers<[0, 0, 0, 0]>, 'void'>;
}

export function emitLanding(module: ModuleBuilder, space: LatticeSpace, desk: Desk): Landing {
  const { width, height, edge } = space;
  const i = 'i32';
  const deliver = module.function('deliver', [i, i, i], 'void', (f, offset, n, cell) => {
    f.if(i32.eq(cell, desk.get('origin')), () => {
      f.do(desk.add('stay', n));
      f.return();
    });
    mail(f, desk, { offset, n, cell, first: desk.get('first'), last: desk.get('last') });
  });

  const bring = (f: FunctionBuilder, x: Local<'i32'>, size: number): void => {
    if (edge === 'wrap') f.set(x, modulo(f, x, size));
    else {
      // A path through mirrors at −½ and size − ½.
      f.set(x, modulo(f, x, 2 * size));
      f.if(i32.geS(x, size), () => f.set(x, i32.sub(2 * size - 1, x)));
    }
  };
  const land = module.function('land', [i, i, i, i], 'void', (f, offset, n, x, y) => {
    f.if(i32.or(i32.geU(x, width), i32.geU(y, height)), () => {
      if (edge === 'absorb') {
        f.do(desk.lose(n));
        f.return();
      } else {
        bring(f, x, width);
        bring(f, y, height);
      }
    });
    f.do(deliver(offset, n, i32.add(i32.mul(y, width), x)));
  });
  return { deliver, land };
}

export interface Letter {
  readonly offset: Operand<'i32'>;
  readonly n: Operand<'i32'>;
  readonly cell: Local<'i32'>;
  readonly first: Value<'i32'>;
  readonly last: Value<'i32'>;
}

/** In place: puts molecules into the mailbox of a cell that is not their own. */
export function mail(f: FunctionBuilder, desk: Desk, { offset, n, cell, first, last }: Letter): void {
  const at = f.local('i32', i32.add(offset, i32.shl(cell, 2)));
  f.if(
    i32.ltU(i32.sub(cell, first), i32.sub(last, first)),
    () => {
      f.set(at, i32.add(at, desk.get('arrivals')));
      f.do(i32.store(at, i32.add(i32.load(at), n)));
    },
    () => f.drop(i32.atomicAdd(i32.add(at, desk.get('mail')), n)),
  );
}

/** x modulo n, in 0 … n − 1. */
export function modulo(f: FunctionBuilder, x: Value<'i32'>, n: number): Value<'i32'> {
  const rest = f.local('i32', i32.remS(x, n));
  f.if(i32.ltS(rest, 0), () => f.set(rest, i32.add(rest, n)));
  return rest;
}

/** dx and dy of step `d` of a walker, from tables packed into one constant each. */
export function stepOf(d: Value<'i32'>): { dx: Value<'i32'>; dy: Value<'i32'> } {
  const packed = (steps: readonly number[]): number =>
    steps.reduce((bits, s, k) => bits | ((s + 1) << (2 * k)), 0);
  const read = (steps: readonly number[]) => i32.sub(i32.and(i32.shrU(packed(steps), i32.shl(d, 1)), 3), 1);
  return { dx: read(stepX), dy: read(stepY) };
}

/** A whole number in 0 … n − 1, from a uniform one. */
export function below(u: Value<'f64'>, n: number): Value<'i32'> {
  return i32.truncF64S(f64.mul(u, n));
}
