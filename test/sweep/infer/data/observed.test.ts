import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { afterAll, describe, expect, test } from 'vitest';
import { observed } from '../../../../src/sweep/infer/data/observed.ts';

const folder = mkdtempSync(join(tmpdir(), 'crn-grid-observed-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const file = (text: string): string => {
  const path = join(folder, 'data.csv');
  writeFileSync(path, text);
  return path;
};

test('rows, a file and a URL say the same; entries may be missing', () => {
  const rows = observed([
    { time: 1, a: 3, b: 1.5 },
    { time: 2, a: 4 },
  ]);
  expect(rows).toEqual({ kind: 'observed', times: [1, 2], values: { a: [3, 4], b: [1.5, null] } });
  const path = file('# where it is from\n"time", a ,b\r\n1,3,1.5\n2,4,\n\n');
  expect(observed(path)).toEqual(rows);
  expect(observed(pathToFileURL(path))).toEqual(rows);
});

describe('what is wrong is said with its row', () => {
  test.each([
    ['time,a\n1,x\n', 'row 1: a is x'],
    ['time,a\n1\n', 'row 1: it has 1 entries, and the first line has 2'],
    ['a,b\n1,2\n', 'row 1: it has no time'],
    ['time,a\n2,1\n2,1\n', 'row 2: its time is 2'],
    ['time\n1\n', 'there is nothing in it'],
    ['', 'there is nothing in it'],
  ])('%j', (text, message) => {
    expect(() => observed(file(text))).toThrow(message);
  });
  test('a file that is not there', () => {
    expect(() => observed(join(folder, 'none.csv'))).toThrow('the file cannot be read');
  });
});
