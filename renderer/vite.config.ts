import react from '@vitejs/plugin-react';
import { defineConfig } from 'vite';

/** Where `npm run serve` listens while the page itself is developed with `vite renderer`. */
const studio = process.env.STILLMOTION_SERVER;

/** Builds the page into dist/renderer. Nothing inline: the hosts' content security policy forbids it. */
export default defineConfig({
  root: import.meta.dirname,
  base: '/',
  plugins: [react()],
  build: {
    outDir: '../dist/renderer',
    emptyOutDir: true,
    target: 'es2023',
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    chunkSizeWarningLimit: 900,
  },
  ...(studio ? { server: { proxy: { '/api': studio, '/media': studio } } } : {}),
});
