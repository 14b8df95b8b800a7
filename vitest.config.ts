import { defineConfig } from 'vitest/config';

export default defineConfig({
  resolve: { alias: { 'crn-grid': new URL('./src/index.ts', import.meta.url).pathname } },
  test: {
    include: ['test/**/*.test.ts'],
    exclude: ['test/**/*.slow.test.ts'],
    testTimeout: 60_000,
    typecheck: { enabled: false },
  },
});
