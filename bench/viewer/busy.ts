/**
 * A process that works as a browser does that draws: a piece at a time, over memory of its own, and no more than a
 * share of a thread. What it costs a run beside it, no viewer can save.
 */
const [share, perSecond] = process.argv.slice(2).map(Number) as [number, number];
/** As much as a page's planes, pixels and textures, about. */
const memory = new Float64Array(2 ** 20);
const period = 1000 / perSecond;

for (;;) {
  const began = performance.now();
  while (performance.now() - began < share * period)
    for (let i = 0; i < 65_536; i++) memory[(i * 37) % memory.length]!++;
  await new Promise((rested) => setTimeout(rested, began + period - performance.now()));
}
