import { defineConfig } from 'vitest/config';

/** Tests that put other modules in the place of some: they need a thread where nothing is loaded yet. */
const alone = 'test/**/*.alone.test.ts';

/** `crn-grid` is the library as it is here. */
export const resolve = { alias: { 'crn-grid': new URL('./src/index.ts', import.meta.url).pathname } };

export default defineConfig({
  resolve,
  test: {
    testTimeout: 60_000,
    hookTimeout: 60_000,
    typecheck: { enabled: false },
    maxWorkers: '100%',
    projects: [
      {
        extends: true,
        test: {
          name: 'together',
          include: ['test/**/*.test.ts'],
          exclude: ['test/**/*.slow.test.ts', alone],
          // What one file has loaded the next need not load again: a third of the time.
          isolate: false,
        },
      },
      { extends: true, test: { name: 'alone', include: [alone] } },
    ],
  },
});
