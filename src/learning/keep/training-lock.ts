/** One training at a time in a folder of stages. */
import { AbstractionError } from '../../errors.ts';
import type { LockUse } from '../../record/lock.ts';

export const training: LockUse = {
  doing: 'is training this scenario',
  instead: 'give another folder with --out',
  refuse: AbstractionError,
};
