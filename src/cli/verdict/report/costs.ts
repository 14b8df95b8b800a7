/** What the learned kernel costs beside exact simulation, and how to judge it again. */
import { availableParallelism, cpus } from 'node:os';
import { code, paragraph, table } from '../../../figures/page.ts';
import { shortNumber } from '../../../figures/words.ts';
import { openKernel } from '../../../kernels/open-kernel.ts';
import { ssa } from '../../../kernels/specs.ts';
import { timeRows } from '../../../kernels/time-rows.ts';
import { version } from '../../../version.ts';
import type { VerdictReport } from './section.ts';

/** Both kernels timed, on states that trajectories visit. */
export async function costs({ scenario, abstraction, spec, judgement }: VerdictReport): Promise<string[]> {
  const { exact } = judgement;
  const network = scenario.crn;
  const { dt } = abstraction;
  // States that trajectories visit, from all settings in turn.
  const width = network.species.length;
  const rows = Math.min(4096, exact.settings * exact.trajectories);
  const pick = (r: number): number =>
    (r % exact.settings) * exact.trajectories + Math.floor(r / exact.settings);
  const names = network.rates.length;
  const sample = {
    counts: Int32Array.from(
      { length: rows * width },
      (_, k) => exact.first[0]![pick(Math.floor(k / width)) * width + (k % width)]!,
    ),
    rates: Float64Array.from({ length: rows * names }, (_, k) => {
      const setting = Math.floor(k / names) % exact.settings;
      return exact.rates[setting * names + (k % names)]!;
    }),
    dt,
  };
  const slow = timeRows(await openKernel(ssa(), { network, dt }), network, sample);
  const learned = await openKernel(spec, { network, dt, abstraction });
  const fast = timeRows(learned, network, sample, abstraction.shape.past);
  const perEvent = slow.microseconds / Math.max(slow.events, 1e-9);
  const ratio = slow.microseconds / fast.microseconds;
  return [
    table(
      ['one thread', 'microseconds per cell and step'],
      [
        ['exact', shortNumber(slow.microseconds, 3)],
        ['learned', shortNumber(fast.microseconds, 3)],
      ],
    ),
    paragraph(
      `A step holds ${shortNumber(slow.events, 3)} reactions here. Learned steps are ${ratio >= 1 ? `${shortNumber(ratio, 2)} times cheaper` : `${shortNumber(1 / ratio, 2)} times dearer: exact simulation is the better choice`}; they pay from ${shortNumber(fast.microseconds / perEvent, 2)} reactions a step on. Measured on ${cpus()[0]?.model ?? 'this machine'}, Node ${process.versions.node}.`,
    ),
  ];
}

/** The command that repeats the verdict, and what made it. */
export function again({ scenarioFile, abstraction, judgement }: VerdictReport): string[] {
  const { verdict: v, exact } = judgement;
  const { provenance: p } = abstraction;
  const limits = Object.entries(v.limits).map(([name, limit]) => `${name} ${limit}`);
  return [
    code(
      `crn-grid validate ${scenarioFile} --report --runs 0 --seed ${v.seed} --settings ${exact.asked} --traces ${v.trajectories} --lags ${v.lags.join(' ')} --bins ${v.bins} --rule ${v.rule} --transitions ${v.transitions}`,
    ),
    paragraph(
      `crn-grid ${version}, Node ${process.versions.node}, ${availableParallelism()} threads (they do not change a number). Trained by ${p.backend}, seed ${p.seed}, with ${Object.entries(
        p.versions,
      )
        .map(([name, v]) => `${name} ${v}`)
        .join(', ')}. Network ${abstraction.networkHash.slice(0, 12)}, exact sets ${exact.key.slice(0, 12)}.`,
    ),
    paragraph(`Limits: ${limits.join(', ')}.`),
  ];
}
