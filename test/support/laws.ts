/** Laws known in closed form, as arrays: `law[k] = P(count = k)`. */

/** Poisson with this mean, up to where nothing is left. */
export function poissonLaw(mean: number): Float64Array {
  const last = Math.ceil(mean + 12 * Math.sqrt(mean) + 40);
  const law = new Float64Array(last + 1);
  // In logarithms: exp(−mean) underflows from means of 745 on.
  let log = -mean;
  for (let k = 0; k <= last; k++) {
    law[k] = Math.exp(log);
    log += Math.log(mean / (k + 1));
  }
  return law;
}

export function binomialLaw(n: number, p: number): Float64Array {
  const law = new Float64Array(n + 1);
  law[0] = 1;
  for (let trial = 0; trial < n; trial++)
    for (let k = trial + 1; k >= 0; k--) law[k] = law[k]! * (1 - p) + (k > 0 ? law[k - 1]! * p : 0);
  return law;
}

/** Law of the sum of two independent counts. */
export function sumLaw(a: Float64Array, b: Float64Array): Float64Array {
  const law = new Float64Array(a.length + b.length - 1);
  a.forEach((p, i) => {
    for (let j = 0; j < b.length; j++) law[i + j]! += p * b[j]!;
  });
  return law;
}

export interface BirthDeath {
  readonly from: number;
  readonly birth: number;
  readonly death: number;
  readonly time: number;
}

/** 0 → X at `birth`, X → 0 at `death`: survivors of the start, Binomial, and newcomers, Poisson. */
export function birthDeathLaw({ from, birth, death, time }: BirthDeath): Float64Array {
  const survive = Math.exp(-death * time);
  return sumLaw(binomialLaw(from, survive), poissonLaw((birth / death) * (1 - survive)));
}
