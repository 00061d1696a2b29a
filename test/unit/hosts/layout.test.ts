import { describe, expect, it } from 'vitest';
import { findLayout, type LayoutFacts } from '../../../electron/hosts/layout.ts';

const facts = (change: Partial<LayoutFacts>): LayoutFacts => ({
  moduleDir: '/src/stillmotion/electron/hosts',
  platform: 'linux',
  execPath: '/usr/bin/node',
  isElectron: false,
  exists: () => true,
  ...change,
});

describe('findLayout', () => {
  it('runs TypeScript in place in a checkout', () => {
    const layout = findLayout(facts({}));
    expect(layout.kind).toBe('checkout');
    expect(layout.engine).toEqual({
      node: '/src/stillmotion/node_modules/node/bin/node',
      script: '/src/stillmotion/electron/engine/worker.ts',
    });
    expect(layout.packs).toBe('/src/stillmotion/native-models/packs');
  });

  it('falls back to the running Node, but never to Electron', () => {
    expect(findLayout(facts({ exists: () => false })).engine.node).toBe('/usr/bin/node');
    expect(() => findLayout(facts({ exists: () => false, isElectron: true }))).toThrow(/npm ci/);
  });

  it('runs the built worker from a bundle, and finds Node beside an npx package', () => {
    const layout = findLayout(
      facts({
        moduleDir: '/cache/node_modules/stillmotion/dist/main',
        exists: (path) => path === '/cache/node_modules/node/bin/node',
      }),
    );
    expect(layout.kind).toBe('bundle');
    expect(layout.engine).toEqual({
      node: '/cache/node_modules/node/bin/node',
      script: '/cache/node_modules/stillmotion/dist/engine/worker.js',
    });
  });

  it('keeps what the engine needs out of app.asar in a packed app', () => {
    const layout = findLayout(
      facts({
        moduleDir: '/opt/Stillmotion/resources/app.asar/dist/main',
        isElectron: true,
      }),
    );
    expect(layout.kind).toBe('packed');
    expect(layout.engine).toEqual({
      node: '/opt/Stillmotion/resources/node/node',
      script: '/opt/Stillmotion/resources/app.asar.unpacked/dist/engine/worker.js',
    });
    expect(layout.packs).toBe('/opt/Stillmotion/resources/packs');
    expect(layout.ffmpeg).toBe('/opt/Stillmotion/resources/ffmpeg/ffmpeg');
    expect(layout.renderer).toBe('/opt/Stillmotion/resources/app.asar/dist/renderer');
  });
});
