/** What a fit leaves behind: a page, figures, the network in four forms. */
import { join } from 'node:path';
import { type FigureFile, pngAndSvg } from '../../figures/write-figures.ts';
import { writeSbml } from '../../formats/sbml/write.ts';
import { compileRncrn } from '../../learning/rncrn/chemistry/compile.ts';
import { writeRncrnText } from '../../learning/rncrn/chemistry/text.ts';
import { type RncrnJson, rncrnToJson } from '../../learning/rncrn/model/json.ts';
import type { Rncrn } from '../../learning/rncrn/model.ts';
import type { FitResult } from '../../run/fit/fit-target.ts';
import type { Target } from '../../run/fit/target.ts';
import { fitDrawings } from './drawings.ts';
import { fitPage } from './report.ts';
import { asSimulated, scenarioText } from './scenario-text.ts';

/** All files of a fit, to be written into a folder. */
export function fitFiles(result: FitResult, folder: string): FigureFile[] {
  const { target, model, classifier } = result;
  const drawings = fitDrawings(result);
  const whole = classifier?.composed ?? model;
  const at = (name: string): string => join(folder, name);
  return [
    [at('report.html'), fitPage(result, drawings)],
    ...pngAndSvg(at('field'), drawings.field()),
    ...pngAndSvg(at('courses'), drawings.courses()),
    ...pngAndSvg(at('loss'), drawings.losses()),
    [at(`${target.name}.json`), jsonText(rncrnToJson(whole))],
    [at(`${target.name}.crn.txt`), writeRncrnText({ model: whole, initial: {}, id: target.name })],
    [at(`${target.name}.xml`), sbmlOf(target, whole)],
    [at(`${target.name}.scenario.ts`), scenarioText(target, whole)],
  ];
}

/** Every species and reaction, in counts, as the scenario has them with `reading: 'full'`. */
function sbmlOf(target: Target, model: Rncrn): string {
  const { volume, parameters, x } = asSimulated(target);
  const { network, rates, start } = compileRncrn(model, { volume, parameters });
  return writeSbml({ name: target.name, network, rates, start: start(x) });
}

/** A key a line. */
function jsonText(json: RncrnJson): string {
  const lines = Object.entries(json).map(
    ([key, value]) => `  ${JSON.stringify(key)}: ${JSON.stringify(value)}`,
  );
  return `{\n${lines.join(',\n')}\n}\n`;
}
