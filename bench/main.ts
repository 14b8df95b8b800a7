/** Runs every benchmark, one after the other, then writes RESULTS.md from what they left. */
await import('./ssa-peers.ts');
await import('./grid.ts');
await import('./bees-evidence.ts');
await import('./report.ts');
