import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { strToU8, zipSync } from 'fflate';
import { afterAll, expect, test } from 'vitest';
import { main } from '../../../src/cli/program.ts';

const folder = mkdtempSync(join(tmpdir(), 'crn-grid-omex-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const model = `<sbml xmlns="http://www.sbml.org/sbml/level3/version1/core" level="3" version="1"><model id="decay">
  <listOfCompartments><compartment id="cell" size="2" constant="true"/></listOfCompartments>
  <listOfSpecies><species id="A" compartment="cell" initialConcentration="10" hasOnlySubstanceUnits="false" boundaryCondition="false" constant="false"/></listOfSpecies>
  <listOfParameters><parameter id="k" value="0.5" constant="true"/></listOfParameters>
  <listOfReactions><reaction id="go" reversible="false" fast="false"><listOfReactants><speciesReference species="A" stoichiometry="1" constant="true"/></listOfReactants>
    <kineticLaw><math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><ci>cell</ci><ci>k</ci><ci>A</ci></apply></math></kineticLaw></reaction></listOfReactions>
</model></sbml>`;

const at = (kind: string, list: string, id: string): string =>
  `/sbml:sbml/sbml:model/sbml:listOf${list}/sbml:${kind}[@id='${id}']`;
const value = (id: string): string =>
  `<math xmlns="http://www.w3.org/1998/Math/MathML"><apply><times/><cn>3</cn><ci>${id}</ci></apply></math>`;

const experiment = (kisao: string, more = '', target = at('species', 'Species', 'A')): string =>
  `<sedML xmlns="http://sed-ml.org/sed-ml/level1/version4" level="1" version="4">
  <listOfModels>
    <model id="slow" language="urn:sedml:language:sbml" source="decay.xml"/>
    <model id="fast" language="urn:sedml:language:sbml" source="#slow"><listOfChanges>
      <changeAttribute target="${at('parameter', 'Parameters', 'k')}/@value" newValue="2"/>
      <changeAttribute target="${at('species', 'Species', 'A')}/@initialAmount" newValue="40"/>
    </listOfChanges></model>
  </listOfModels>
  <listOfSimulations><uniformTimeCourse id="sim" initialTime="0" outputStartTime="1" outputEndTime="3" numberOfSteps="4"><algorithm kisaoID="${kisao}"/></uniformTimeCourse></listOfSimulations>
  <listOfTasks>${more}<task id="one" modelReference="slow" simulationReference="sim"/><task id="two" modelReference="fast" simulationReference="sim"/></listOfTasks>
  <listOfDataGenerators>
    <dataGenerator id="t"><listOfVariables><variable id="time" symbol="urn:sedml:symbol:time" taskReference="one"/></listOfVariables><math xmlns="http://www.w3.org/1998/Math/MathML"><ci>time</ci></math></dataGenerator>
    <dataGenerator id="a" name="A, three times"><listOfVariables><variable id="v" target="${target}" taskReference="one"/></listOfVariables>${value('v')}</dataGenerator>
    <dataGenerator id="b"><listOfVariables><variable id="v" target="${at('species', 'Species', 'A')}" taskReference="two"/></listOfVariables>${value('v')}</dataGenerator>
  </listOfDataGenerators>
  <listOfOutputs>
    <report id="table"><listOfDataSets><dataSet id="1" label="time" dataReference="t"/><dataSet id="2" label="slow" dataReference="a"/><dataSet id="3" label="fast" dataReference="b"/></listOfDataSets></report>
    <plot2D id="curves"><listOfCurves><curve id="c" xDataReference="t" yDataReference="a"/></listOfCurves></plot2D>
  </listOfOutputs></sedML>`;

let made = 0;
function archive(files: Record<string, string>): string {
  const path = join(folder, `${++made}.omex`);
  const contents = Object.keys(files).map(
    (place) =>
      `<content location="./${place}" format="http://identifiers.org/combine.specifications/${place.endsWith('.sedml') ? 'sed-ml' : 'sbml'}"/>`,
  );
  const manifest = `<omexManifest xmlns="http://identifiers.org/combine.specifications/omex-manifest">${contents.join('')}</omexManifest>`;
  const all = { 'manifest.xml': manifest, ...files };
  writeFileSync(
    path,
    zipSync(Object.fromEntries(Object.entries(all).map(([p, text]) => [p, strToU8(text)]))),
  );
  return path;
}

async function ran(path: string): Promise<{ code: number; out: string; errors: string }> {
  const out = join(folder, `out-${made}`);
  let errors = '';
  const write = process.stderr.write;
  process.stderr.write = ((text: string) => {
    errors += text;
    return true;
  }) as typeof write;
  try {
    return { code: await main(['run', path, '--out', out]), out, errors };
  } finally {
    process.stderr.write = write;
  }
}

const rowsOf = (file: string): number[][] =>
  readFileSync(file, 'utf8')
    .trim()
    .split('\n')
    .slice(1)
    .map((line) => line.split(',').map(Number));

test('an archive gives its reports and plots: concentrations, changed attributes, made of both', async () => {
  const { code, out } = await ran(
    archive({ 'a/decay.xml': model, 'a/sim.sedml': experiment('KISAO:0000019') }),
  );
  expect(code).toBe(0);
  const rows = rowsOf(join(out, 'a/sim.sedml/table.csv'));
  expect(rows.map(([t]) => t)).toEqual([1, 1.5, 2, 2.5, 3]);
  for (const [t, slow, fast] of rows as [number, number, number][]) {
    expect(slow).toBeCloseTo(3 * 10 * Math.exp(-0.5 * t), 5);
    expect(fast).toBeCloseTo((3 * 40 * Math.exp(-2 * t)) / 2, 5);
  }
  expect(existsSync(join(out, 'a/sim.sedml/curves.png'))).toBe(true);
  expect(readFileSync(join(out, 'log.yml'), 'utf8')).toMatch(/^status: SUCCEEDED/);
});

test('an algorithm of chance gives whole counts that fall', async () => {
  const { code, out } = await ran(archive({ 'decay.xml': model, 'sim.sedml': experiment('KISAO_0000029') }));
  expect(code).toBe(0);
  const counts = rowsOf(join(out, 'sim.sedml/table.csv')).map(([, slow]) => (slow! * 2) / 3);
  for (const count of counts) expect(count).toBeCloseTo(Math.round(count), 9);
  expect(counts).toEqual([...counts].sort((a, b) => b - a));
  expect(counts[0]).toBeLessThan(20);
});

test('what is not carried out is said by name, the rest is done, and the exit code is not 0', async () => {
  const path = archive({
    'decay.xml': model,
    '1.sedml': experiment('KISAO:0000019', '<repeatedTask id="again"/>'),
    '2.sedml': experiment('KISAO:0000437'),
    '3.sedml': experiment('KISAO:0000019', '', '//sbml:species'),
    '4.sedml': experiment('KISAO:0000019').replace('source="decay.xml"', 'source="none.xml"'),
    '5.sedml': experiment('KISAO:0000019'),
  });
  const { code, out, errors } = await ran(path);
  expect(code).toBe(1);
  expect(errors).toMatch(/4 of 5 experiments failed/);
  for (const what of [
    /repeatedTask.*again.*not carried out/,
    /KISAO:0000437 is not known/,
    /path \/\/sbml:species is not read/,
    /no "none.xml"/,
  ])
    expect(errors).toMatch(what);
  expect(existsSync(join(out, '5.sedml/table.csv'))).toBe(true);
  expect(readFileSync(join(out, 'log.yml'), 'utf8')).toMatch(/^status: FAILED/);
});

test('what is no archive is refused, and flags that mean nothing to one', async () => {
  const path = join(folder, 'no.omex');
  writeFileSync(path, 'PK no zip');
  expect((await ran(path)).errors).toMatch(/no zip file that can be read/);
  expect(
    await main([
      'run',
      archive({ 'decay.xml': model, 's.sedml': experiment('KISAO:0000019') }),
      '--seed',
      '3',
    ]),
  ).toBe(1);
});
