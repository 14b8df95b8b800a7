import { defineConfig } from 'vitest/config';
import fast from './vitest.config.ts';

/** Tests that need minutes: published tables, long statistics. */
export default defineConfig({
  ...fast,
  test: { ...fast.test, include: ['test/**/*.slow.test.ts'], exclude: [], testTimeout: 1_800_000 },
});
