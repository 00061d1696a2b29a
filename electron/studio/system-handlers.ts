import { statfs } from 'node:fs/promises';
import { totalmem } from 'node:os';
import type { StudioHandlers } from '../contract/calls.ts';
import type { DeviceChoice, SystemInfo } from '../contract/domain.ts';
import { allowedMemory } from '../engine/memory.ts';
import type { Services } from './services.ts';

type SystemHandlers = Pick<StudioHandlers, 'settings.get' | 'settings.update' | 'system.info'>;

export function systemHandlers(services: Services): SystemHandlers {
  const { library, engines, emit } = services;
  const devices = new Map<DeviceChoice, Promise<SystemInfo['device']>>();
  let ffmpeg: Promise<SystemInfo['ffmpeg']> | undefined;

  const probeDevice = (choice: DeviceChoice): Promise<SystemInfo['device']> => {
    const known = devices.get(choice);
    if (known) return known;
    const probe = engines.media.run({ kind: 'probe-device', device: choice }).then(
      ({ device, label, reason, precision }) => ({ kind: device, label, reason, precision }),
      () => {
        devices.delete(choice);
        return null;
      },
    );
    devices.set(choice, probe);
    return probe;
  };
  const probeFfmpeg = (): Promise<SystemInfo['ffmpeg']> => {
    ffmpeg ??= engines.media.run({ kind: 'probe-ffmpeg' }).then(
      ({ path, version }) => ({ path, version }),
      () => {
        ffmpeg = undefined;
        return null;
      },
    );
    return ffmpeg;
  };

  return {
    'settings.get': async () => library.settings.read(),
    'settings.update': async (change) => {
      const before = library.settings.read();
      const settings = { ...before, ...withoutUndefined(change) };
      library.settings.write(settings);
      if (settings.ffmpegPath !== before.ffmpegPath) {
        ffmpeg = undefined;
        engines.media.renew();
        engines.compute.renew();
      }
      emit({ type: 'settings.changed', settings });
      return settings;
    },
    'system.info': async () => {
      const [device, ffmpegFound, disk] = await Promise.all([
        probeDevice(services.device()),
        probeFfmpeg(),
        statfs(library.paths.root),
      ]);
      const use = library.diskUse();
      return {
        version: services.version,
        home: library.paths.root,
        device,
        memory: { totalBytes: totalmem(), automaticBytes: allowedMemory(null) },
        ffmpeg: ffmpegFound,
        disk: { freeBytes: disk.bavail * disk.bsize, libraryBytes: use.totalBytes },
        projects: use.projects,
        notices: [...library.notes],
      };
    },
  };
}

function withoutUndefined<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(value).filter(([, item]) => item !== undefined)) as {
    [K in keyof T]: Exclude<T[K], undefined>;
  };
}
