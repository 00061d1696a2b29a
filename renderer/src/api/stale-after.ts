import type { CallName } from '../../../electron/contract/calls.ts';
import type { StudioEvent } from '../../../electron/contract/events.ts';

/** A query is named by its call and its input; a shorter key stands for all inputs. */
export type CallKey = readonly [CallName] | readonly [CallName, Readonly<Record<string, unknown>>];

/** Which fetched answers an event makes out of date. */
export function staleAfter(event: StudioEvent): readonly CallKey[] {
  switch (event.type) {
    case 'projects.changed':
      // Jobs too: they carry the name of their project, and finished ones may have been cleared.
      return [
        ['projects.list'],
        ['projects.tags'],
        event.projectId === null ? ['projects.get'] : ['projects.get', { projectId: event.projectId }],
        ['jobs.list'],
        ['system.info'],
      ];
    case 'takes.changed':
      return [
        ['projects.list'],
        ['projects.get', { projectId: event.projectId }],
        ['generations.plan'],
        ['system.info'],
      ];
    case 'job.changed':
      return [['jobs.list'], ['projects.get', { projectId: event.job.projectId }], ['packs.use']];
    case 'settings.changed':
      return [['settings.get'], ['system.info']];
    case 'packs.changed':
      return [['packs.list'], ['packs.use'], ['catalogue.list'], ['system.info']];
    case 'export.changed':
      return event.export === null ? [['exports.list']] : [];
    case 'votes.changed':
      return [['votes.list']];
    case 'presets.changed':
      return [['presets.list']];
    case 'engine.changed':
      return event.state === 'busy' ? [] : [['system.info']];
    case 'install.changed':
    case 'transfer.progress':
    case 'job.progress':
    case 'menu.command':
    case 'file.opened':
      return [];
  }
}
