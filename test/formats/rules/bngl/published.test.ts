/**
 * Published models have the networks that BioNetGen 2.9.3 makes of them. Their files are not part of this project:
 * the environment variable CRN_GRID_BNGL_MODELS names a folder that has them, such as `bng2/Validate` of
 * github.com/RuleWorld/bionetgen.
 */
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { readBngl } from '../../../../src/formats/rules/bngl.ts';

const folder = process.env.CRN_GRID_BNGL_MODELS ?? '';
const skipped = folder ? '' : ', skipped: set CRN_GRID_BNGL_MODELS to a folder with them';

describe.skipIf(!folder)(`published models${skipped}`, () => {
  test.for([
    ['egfr_net', 356, 3749],
    ['fceri_ji', 354, 3680],
    ['SHP2_base_model', 149, 1032],
    ['toy-jim', 25, 101],
    ['blbr', 20, 92],
    ['tlbr', 19, 29],
    ['Repressilator', 16, 30],
    ['Haugh2b', 12, 29],
    ['simple_system', 4, 4],
  ] as const)('%s: %i species, %i reactions', ([name, species, reactions], { skip }) => {
    const path = join(folder, `${name}.bngl`);
    if (!existsSync(path)) skip(`${path} is not there`);
    const { network } = readBngl(readFileSync(path, 'utf8'), path, { seconds: 10 });
    expect([network.species.length, network.reactions.length]).toEqual([species, reactions]);
  });
});
