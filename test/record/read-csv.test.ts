import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { readCsv } from '../../src/record/read-csv.ts';

const folder = mkdtempSync(join(tmpdir(), 'csv-'));
afterAll(() => rmSync(folder, { recursive: true }));
const file = (text: string) => {
  const path = join(folder, 'table.csv');
  writeFileSync(path, text);
  return path;
};

test('names, numbers, words, empty entries; as a spreadsheet leaves them', () => {
  const path = file('\uFEFF# what it is\r\ntime, "a b",c\r\n0,1e3,x\r\n\r\n"1",,-0.5\r\n');
  const rows = [
    { time: 0, 'a b': 1000, c: 'x' },
    { time: 1, 'a b': null, c: -0.5 },
  ];
  expect(readCsv('table', path)).toEqual(rows);
  expect(readCsv('table', pathToFileURL(path))).toEqual(rows);
  expect(readCsv('table', file(''))).toEqual([]);
});

test('what is wrong is said with its row', () => {
  expect(() => readCsv('table', file('a,b\n1,2\n3\n'))).toThrow(
    'table, row 2: it has 1 entries, and the first line has 2',
  );
  expect(() => readCsv('table', join(folder, 'none.csv'))).toThrow('table: the file cannot be read');
});
