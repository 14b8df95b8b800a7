/** Emits how mail is taken in. */
import { i32, i32x4, type ModuleBuilder, type Value, v128 } from '../../wasm/encoder.ts';

/**
 * (counts, stride, arrivals, mail, cells): adds mail to the counts of one species and empties
 * the planes; addresses are those of the first cell. Gives the number of cells done: fewer than
 * asked where one of the next four would overflow, and those are left as they were.
 */
export function emitTake(module: ModuleBuilder) {
  const i = 'i32';
  return module.function('take', [i, i, i, i, i], i, (f, counts, stride, arrivals, letters, cells) => {
    const [done, here] = [f.local('i32'), f.local('i32')];
    const [stay, came, sum, bad] = [f.local('v128'), f.local('v128'), f.local('v128'), f.local('i32')];
    const rows = [0, 1, 2, 3].map(() => f.local('i32'));
    const sums = [0, 1, 2, 3].map(() => f.local('i32'));

    f.while(i32.leU(i32.add(done, 4), cells), () => {
      f.set(stay, v128.load(arrivals));
      f.set(came, v128.load(letters));
      f.if(v128.anyTrue(v128.or(stay, came)), () => {
        f.set(sum, i32x4.add(stay, came));
        // A sum past 2^31 has wrapped to a negative number, in a plane, of both, or with the counts.
        f.set(bad, i32x4.bitmask(v128.or(v128.or(stay, came), sum)));
        rows.forEach((row, lane) => {
          f.set(row, lane === 0 ? counts : i32.add(rows[lane - 1]!, stride));
          f.set(sums[lane]!, i32.add(i32.load(row), i32x4.extractLane(sum, lane)));
        });
        const wrapped = sums.reduce<Value<'i32'>>((a, b) => i32.or(a, b), i32.const(0));
        f.if(i32.or(bad, i32.ltS(wrapped, 0)), () => f.return(done));
        rows.forEach((row, lane) => f.do(i32.store(row, sums[lane]!)));
        f.do(v128.store(arrivals, i32x4.splat(0)));
        f.if(v128.anyTrue(came), () => f.do(v128.store(letters, i32x4.splat(0))));
      });
      f.set(counts, i32.add(counts, i32.shl(stride, 2)));
      f.set(arrivals, i32.add(arrivals, 16));
      f.set(letters, i32.add(letters, 16));
      f.set(done, i32.add(done, 4));
    });
    f.while(i32.ltU(done, cells), () => {
      const parts = [i32.load(arrivals), i32.load(letters)] as const;
      f.set(here, i32.add(parts[0], parts[1]));
      f.set(sums[0]!, i32.add(i32.load(counts), here));
      const wrapped = i32.or(i32.or(parts[0], parts[1]), i32.or(here, sums[0]!));
      f.if(i32.ltS(wrapped, 0), () => f.return(done));
      f.do(i32.store(counts, sums[0]!), i32.store(arrivals, 0), i32.store(letters, 0));
      f.set(counts, i32.add(counts, stride));
      f.set(arrivals, i32.add(arrivals, 4));
      f.set(letters, i32.add(letters, 4));
      f.set(done, i32.add(done, 1));
    });
    f.return(done);
  });
}
