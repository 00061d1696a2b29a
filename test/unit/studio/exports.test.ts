import { describe, expect, it, vi } from 'vitest';
import { openTestStudio, sentAs } from '../../support/open-studio.ts';
import { ScriptedEngine, untilCancelled } from '../../support/scripted-engine.ts';

// Real files, fsynced: slow on a busy disk.
vi.setConfig({ testTimeout: 60_000 });

/** Encodes for ever while `holds`, until it is told to stop. */
class HoldingEngine extends ScriptedEngine {
  holds = false;
  override run: ScriptedEngine['run'] = async (task, options = {}) => {
    if (task.kind === 'export' && this.holds) await untilCancelled(options);
    return super.run(task, options);
  };
}

async function openWithPicture() {
  const media = new HoldingEngine();
  const { studio, call } = await openTestStudio({ media });
  const project = await call('projects.create', { prompt: 'sea' });
  const { uploadId } = await studio.acceptUpload(sentAs('picture'), 'sea.png');
  const take = await call('references.import', { projectId: project.id, uploadId });
  return { media, call, request: { takeId: take.id, format: 'png' } as const };
}

describe('the size of an export foretold', () => {
  it('grows with what is asked for (would catch a trial that is taken for the whole)', async () => {
    const { call, request } = await openWithPicture();
    const once = await call('exports.estimate', request);
    const often = await call('exports.estimate', { ...request, loops: 20 });
    expect(often.sizeBytes).toBeGreaterThan(once.sizeBytes);
  });

  it('is given up for a newer question, and for the export itself (would catch exports that wait behind trials)', async () => {
    const { media, call, request } = await openWithPicture();
    media.holds = true;
    const older = call('exports.estimate', request);
    const newer = call('exports.estimate', { ...request, edge: 100 });
    await expect(older).rejects.toMatchObject({ code: 'cancelled' });
    media.holds = false;
    const exporting = call('exports.run', request);
    await expect(newer).rejects.toMatchObject({ code: 'cancelled' });
    expect((await exporting).fileName).toBe('sea.zip');
  });
});
