import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { checkTableName, csvBytes, writeTable } from '../../src/record/table.ts';
import { readParquet } from '../support/read-parquet.ts';
import { place } from './synthetic.ts';

const rows = fc.integer({ min: 0, max: 30 });
const tables = rows.chain((n) =>
  fc.record({
    step: fc.int32Array({ minLength: n, maxLength: n }),
    value: fc.float64Array({ minLength: n, maxLength: n }),
    'a name, with "quotes"': fc.array(fc.string(), { minLength: n, maxLength: n }),
  }),
);

function csv(columns: Parameters<typeof csvBytes>[0]): string {
  return new TextDecoder().decode(csvBytes(columns));
}

describe('Parquet', () => {
  test('comes back as it was written', async () => {
    const path = place('t.parquet');
    await fc.assert(
      fc.asyncProperty(tables, async (table) => {
        await writeTable(path, table);
        expect(await readParquet(path)).toEqual(table);
      }),
      { seed: 2, numRuns: 40 },
    );
  });

  test('holds more rows than one group', async () => {
    const path = place('t.parquet');
    const table = { x: Float64Array.from({ length: 150_000 }, (_, i) => i / 7) };
    await writeTable(path, table);
    expect(await readParquet(path)).toEqual(table);
  });
});

describe('CSV', () => {
  test('numbers read back to the same bits', () => {
    fc.assert(
      fc.property(fc.float64Array({ minLength: 1 }), (x) => {
        const lines = csv({ x }).split('\n').slice(1, -1);
        // NaN is no number, and has no text.
        const numbers = lines.map((line) => (line === '' ? Number.NaN : Number(line)));
        expect(Float64Array.from(numbers)).toEqual(x);
      }),
      { seed: 4 },
    );
  });

  test('whole numbers have no decimals, texts are quoted where they must be', () => {
    const text = csv({
      'time, h': Float64Array.of(0, 2.5, 1e21),
      n: Int32Array.of(-1, 2, 3),
      s: ['a', 'b"c', ' d'],
    });
    expect(text).toBe('"time, h",n,s\n0,-1,a\n2.5,2,"b""c"\n1e+21,3," d"\n');
  });

  test('many rows are all there', async () => {
    const path = place('t.csv');
    await writeTable(path, { i: Int32Array.from({ length: 10_000 }, (_, i) => i) });
    expect(readFileSync(path, 'utf8').trimEnd().split('\n').length).toBe(10_001);
  });
});

test('a table has one length, and a name that says what it is', async () => {
  const ragged = { a: Int32Array.of(1), b: Int32Array.of(1, 2) };
  await expect(writeTable(place('t.csv'), ragged)).rejects.toThrow(/"b" has 2 rows, "a" has 1/);
  expect(() => checkTableName('out.xlsx')).toThrow(/".xlsx".*\n.*\.csv or \.parquet/);
  expect(() => checkTableName('out')).toThrow(/without an ending/);
  expect(() => checkTableName('OUT.CSV')).not.toThrow();
});
