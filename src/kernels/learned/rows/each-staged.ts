/** The loop over staged rows that every pass of `finish` is made of. */
import {
  type FunctionBuilder,
  type FunctionRef,
  i32,
  type Label,
  type Local,
  type ModuleBuilder,
} from '../../../wasm/encoder.ts';
import { type Failure, type Layout, record, report } from './layout.ts';

/** Takes the first staged rows, as many as it is given; 0 where one fails, and then the report says why. */
export type Pass = FunctionRef<readonly ['i32'], 'i32'>;

/** Where the network's outputs lie, row-major. */
export interface Outputs {
  readonly outputAt: number;
  readonly outputWidth: number;
}

/** One staged row, inside the loop. */
export interface StagedRow {
  readonly recordAt: Local<'i32'>;
  readonly outputAt: Local<'i32'>;
  /** Goes on with the next row. */
  next(): void;
  /** Ends the pass. */
  fail(code: (typeof Failure)[keyof typeof Failure]): void;
}

/**
 * Emits a pass. The loop is inside the function, so that constants are made once and not for
 * each row. Rows of a pass do not wait for each other: two short passes beat a long one.
 */
export function emitPass(
  module: ModuleBuilder,
  name: string,
  layout: Layout,
  { outputAt: outputs, outputWidth }: Outputs,
  body: (f: FunctionBuilder, row: StagedRow) => void,
): Pass {
  return module.function(name, ['i32'], 'i32', (f, staged) => {
    const recordAt = f.local('i32', layout.records);
    const outputAt = f.local('i32', outputs);
    const end = f.local('i32', i32.add(recordAt, i32.mul(staged, layout.recordBytes)));
    const fail: StagedRow['fail'] = (code) => {
      f.do(
        i32.store(i32.const(layout.report), code, report.failure),
        i32.store(i32.const(layout.report), i32.load(recordAt, record.row), report.row),
      );
      f.return(i32.const(0));
    };
    f.while(i32.ltU(recordAt, end), () => {
      f.block((done: Label) => body(f, { recordAt, outputAt, next: () => f.br(done), fail }));
      f.set(recordAt, i32.add(recordAt, layout.recordBytes));
      f.set(outputAt, i32.add(outputAt, 4 * outputWidth));
    });
    f.return(i32.const(1));
  });
}
