/**
 * Sums, maxima, log-sum-exps and softmaxes over groups of neighbouring planes, as
 * WebAssembly SIMD code. The largest member is taken out first, so nothing overflows.
 */
import { type FunctionBuilder, f32x4, i32, type Local, type Value, v128 } from '../../wasm/encoder.ts';
import type { GroupOp } from '../graph.ts';
import { exp, log } from '../vector/activations.ts';
import { sweep, TURN, turns } from '../vector/loop.ts';
import type { Place } from './plan.ts';

/**
 * @param scratch  address of this thread's planes
 * @param size     columns in a group
 */
export function emitGroup(
  f: FunctionBuilder,
  scratch: Local<'i32'>,
  tile: number,
  op: GroupOp,
  size: number,
  from: Place,
  out: Place,
): void {
  const stride = 4 * tile;
  const first = f.local('i32', scratch);
  const to = f.local('i32', scratch);
  const at = f.local('i32');
  const member = f.local('i32');
  const memberEnd = f.local('i32');
  const end = f.local('i32', i32.add(scratch, from.width * stride));
  const columnEnd = f.local('i32');
  const accumulators = () => turns.map(() => f.local('v128'));
  const members = (body: (turn: number, i: number) => void) => {
    f.set(member, at);
    f.set(memberEnd, i32.add(at, size * stride));
    sweep(f, member, stride, memberEnd, () => turns.forEach(body));
  };
  const value = (turn: number) => v128.load(member, from.offset + turn);
  const [tops, sums] = [accumulators(), accumulators()];
  // Softmax writes as many columns as it reads.
  const same = op === 'groupSoftmax';

  sweep(f, first, size * stride, end, () => {
    f.set(at, first);
    f.set(columnEnd, i32.add(first, stride));
    sweep(f, at, TURN, columnEnd, () => {
      if (op !== 'groupSum') {
        // Any finite floor keeps ∞ − ∞ away; a plain maximum has none.
        for (const top of tops) f.set(top, f32x4.const(op === 'groupMax' ? -Infinity : -3e38));
        const larger = op === 'groupMax' ? f32x4.max : f32x4.pmax;
        members((turn, i) => f.set(tops[i]!, larger(tops[i]!, value(turn))));
      }
      if (op !== 'groupMax') {
        for (const sum of sums) f.set(sum, f32x4.const(0));
        members((turn, i) => {
          const term = op === 'groupSum' ? value(turn) : exp(f, f32x4.sub(value(turn), tops[i]!));
          const kept = f.local('v128', term);
          if (same) f.do(v128.store(member, kept, out.offset + turn));
          f.set(sums[i]!, f32x4.add(sums[i]!, kept));
        });
      }
      if (same)
        members((turn, i) =>
          f.do(
            v128.store(member, f32x4.div(v128.load(member, out.offset + turn), sums[i]!), out.offset + turn),
          ),
        );
      else
        turns.forEach((turn, i) => {
          const results = { groupSum: sums[i]!, groupMax: tops[i]! } as Partial<
            Record<GroupOp, Value<'v128'>>
          >;
          const result = results[op] ?? f32x4.add(tops[i]!, log(f, sums[i]!));
          f.do(v128.store(i32.add(to, i32.sub(at, first)), result, out.offset + turn));
        });
    });
    f.set(to, i32.add(to, stride));
  });
}
