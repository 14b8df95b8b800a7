/**
 * What solved laws look like on disk: a Zarr v3 group.
 *
 *     toggle.zarr/zarr.json       the group: header as attributes, and the metadata of every array
 *             time/ species/      coordinates
 *             mean/               float64 (time, species)
 *             covariance/         float64 (time, species, other)
 *             error/ lost/ entropy/        float64 (time)
 *             <told>/             float64 (time): what the method tells of itself, e.g. `states`
 *             marginal/<species>/ float64 (time, n_<species>): P(species = n)
 *             law/<number>/       what the law at that time is made of; of fsp
 *                                 states/ int32 (state, species), probability/ float64 (state)
 *             outcome.json        how the solve went; the only file that may differ between equal solves
 *
 * The group's `zarr.json` is replaced last and in one piece, so it always tells the times really there.
 * Laws of more than 64 MiB are kept only while they are the last: what comes next starts from them.
 */
import type { ViewHint } from '../../../record/format.ts';

export const format = 'crn-grid laws';
export const formatVersion = 1;

/** Plain JSON; every key is an attribute of the group. */
export interface LawsHeader {
  /** The scenario's name. */
  readonly scenario: string;
  /** Of all that decides the laws. */
  readonly taskHash: string;
  readonly method: string;
  readonly species: readonly string[];
  /** The network as the user wrote it. */
  readonly network: string;
  readonly rates: Readonly<Record<string, number>>;
  /** In words: `X 5`, `Poisson law of mean X 1`. */
  readonly start: string;
  /** Asked for; the laws that are there may be fewer. */
  readonly times: readonly number[];
  readonly limits: Readonly<Record<string, number>>;
  readonly error: number;
  readonly truncation: string;
  /** '' where time has no unit. */
  readonly timeUnit: string;
  readonly versions: Readonly<Record<string, string>>;
  /** The command line that makes these laws. */
  readonly command: string;
  readonly view: Readonly<Record<string, ViewHint>>;
}

/** What is known of the law at one time without its states. */
export interface LawRow {
  readonly time: number;
  /** Shape [species]. */
  readonly mean: Float64Array;
  /** Shape [species, species]. */
  readonly covariance: Float64Array;
  /** By species: P(species = n) at [n], without zeros at the end. */
  readonly marginals: readonly Float64Array[];
  /** Bound on Σ|p − exact|; Infinity where none is known. */
  readonly error: number;
  readonly lost: number;
  /** In nats. */
  readonly entropy: number;
  readonly told: Readonly<Record<string, number>>;
}

/** Numbers of a row that are one array each. */
export const scalars = ['time', 'error', 'lost', 'entropy'] as const;

/** Folder of the law at time number `i`. */
export const lawFolder = (i: number): string => `law/${i}`;

/** Folders for names: `_2`, … where a disk that ignores case would take two for one. */
export function foldersOf(names: readonly string[]): string[] {
  const used = new Set<string>();
  return names.map((name) => {
    let folder = name;
    for (let n = 2; used.has(folder.toLowerCase()); n++) folder = `${name}_${n}`;
    used.add(folder.toLowerCase());
    return folder;
  });
}
