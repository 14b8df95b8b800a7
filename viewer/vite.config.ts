/** Builds the page into `dist/viewer`: one script and one style sheet, so that a share file can hold them. */
import { defineConfig } from 'vite';

export default defineConfig({
  root: import.meta.dirname,
  base: './',
  build: {
    outDir: '../dist/viewer',
    emptyOutDir: true,
    target: 'es2023',
    modulePreload: false,
    assetsInlineLimit: 1e6,
    chunkSizeWarningLimit: 1000,
    rolldownOptions: {
      output: { codeSplitting: false, entryFileNames: 'viewer.js', assetFileNames: 'viewer.[ext]' },
    },
  },
});
