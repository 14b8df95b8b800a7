/** Whatever is written in an experiment or an archive, the answer is one or a ModelError, and comes soon. */
import { strToU8, zipSync } from 'fflate';
import { expect, test } from 'vitest';
import { placeOf, readArchive } from '../../../src/formats/sedml/archive.ts';
import { withAttribute } from '../../../src/formats/sedml/change-attribute.ts';
import { readSedml } from '../../../src/formats/sedml/read.ts';
import { generator, mutated, survives } from '../../support/mutated.ts';
import { experiment, model } from './documents.ts';

const sedml = experiment('KISAO:0000019');
const pieces = [
  '<',
  '>',
  '/>',
  '"',
  '&amp;',
  '&x;',
  '<!--',
  'id=""',
  '1e999',
  '-1',
  'NaN',
  '#',
  "[@id='A']",
  '<math>',
  '\u0000',
  'é',
];

test('5 000 mutations of an experiment', { timeout: 120_000 }, async () => {
  const draw = generator(20_092);
  const texts = Array.from({ length: 5000 }, () => mutated(sedml, pieces, draw));
  readSedml(sedml, 'x');
  const refused = await survives((text) => readSedml(text, 'x.sedml'), texts);
  expect(refused).toBeGreaterThan(1000);
  expect(refused).toBeLessThan(4990);
});

const manifest =
  '<omexManifest xmlns="m"><content location="./a/x.sedml" format="sed-ml" master="true"/><content location="./m.xml" format="sbml"/></omexManifest>';
const archive = zipSync({
  'manifest.xml': strToU8(manifest),
  'a/x.sedml': strToU8(sedml),
  'm.xml': strToU8(model),
});

test('2 000 archives of which some bytes are others', { timeout: 120_000 }, async () => {
  const draw = generator(20_093);
  expect(readArchive(archive, 'x').experiments).toEqual(['a/x.sedml']);
  const texts = Array.from({ length: 2000 }, (_, i) => String(i));
  const refused = await survives(() => {
    const bytes = archive.slice(0, draw(3) > 0 ? archive.length : draw(archive.length));
    for (let k = 1 + draw(8); k > 0; k--) bytes[draw(bytes.length + 1)] = draw(256);
    const { experiments, text } = readArchive(bytes, 'x.omex');
    for (const place of experiments) text(place);
  }, texts);
  expect(refused).toBeGreaterThan(500);
});

test('an archive that would fill the memory is refused before it does', () => {
  const bomb = zipSync(
    { 'manifest.xml': strToU8(manifest), zeros: new Uint8Array(2 ** 28 + 1) },
    { level: 9 },
  );
  expect(bomb.length).toBeLessThan(2 ** 20);
  expect(() => readArchive(bomb, 'x.omex')).toThrow(/unpacks to too much/);
});

test('places stay within the archive', () => {
  expect(placeOf('./b/../m.xml', 'a/x.sedml')).toBe('a/m.xml');
  expect(() => placeOf('../../../etc/passwd', 'a/x.sedml')).toThrow(/outside of the archive/);
  expect(placeOf('/m.xml')).toBe('m.xml');
});

test('an attribute is changed in its element alone, added where it is missing, and its rival removed', () => {
  const change = (attribute: string, value: string, id = 'A') =>
    withAttribute(
      '<x:species name="A" id="AA" initialAmount="1"/><x:species id=\'A\' initialAmount = "2" /><species id="B"/>',
      { target: { kind: 'species', id }, attribute, value },
      'x',
    );
  expect(change('initialConcentration', '3"')).toBe(
    '<x:species name="A" id="AA" initialAmount="1"/><x:species id=\'A\' initialConcentration="3&quot;"/><species id="B"/>',
  );
  expect(change('initialAmount', '4', 'B')).toMatch(/<species id="B" initialAmount="4"\/>$/);
  expect(() =>
    withAttribute(
      '<!-- <species id="A"/> --><initialAssignment symbol="B"/><species id="B"/>',
      { target: { kind: 'species', id: 'B' }, attribute: 'initialAmount', value: '4' },
      'x',
    ),
  ).toThrow(/"B" has an initialAssignment/);
  expect(() => change('initialAmount', '4', 'C')).toThrow(/there is no species "C" to change/);
});
