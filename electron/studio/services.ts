import type { DeviceChoice } from '../contract/domain.ts';
import type { StudioEvent } from '../contract/events.ts';
import type { Engine } from '../engine/messages.ts';
import type { Library } from '../library/library.ts';
import type { Installs } from '../packs/install/installs.ts';
import type { Packs } from '../packs/packs.ts';
import type { Queue } from '../queue/queue.ts';
import type { ExportQueue } from './export-queue.ts';
import type { Transfers } from './transfers.ts';
import type { Uploads } from './uploads.ts';

/** Two engine processes: decoding a picture or writing an export never waits for a generation. */
export interface Engines {
  /** Runs the stages. */
  readonly compute: Engine;
  /** Imports, exports and probes. */
  readonly media: Engine;
}

/** What the handlers work with; wired once, in index.ts. */
export interface Services {
  readonly library: Library;
  readonly packs: Packs;
  readonly installs: Installs;
  readonly queue: Queue;
  readonly engines: Engines;
  readonly uploads: Uploads;
  readonly transfers: Transfers;
  readonly exports: ExportQueue;
  readonly emit: (event: StudioEvent) => void;
  /** The device choice in force. */
  readonly device: () => DeviceChoice;
  /** Bytes an engine may take. */
  readonly memory: () => number;
  readonly version: string;
}
