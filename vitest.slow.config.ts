import { defineConfig } from 'vitest/config';
import { resolve } from './vitest.config.ts';

/** Tests that need minutes: published tables, long statistics. */
export default defineConfig({
  resolve,
  test: { include: ['test/**/*.slow.test.ts'], testTimeout: 1_800_000 },
});
