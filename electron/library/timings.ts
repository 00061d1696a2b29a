import type { StageId } from '../contract/geometry.ts';
import type { ReadHandle, WriteHandle } from './handles.ts';
import { timingRow } from './rows.ts';

/** What a measurement belongs to. `device` is the choice that was asked for: it always means the same on one machine. */
export interface TimingSubject {
  readonly stage: StageId;
  readonly packId: string;
  readonly device: string;
}
export interface Timing {
  /** Amount of work in the unit of queue/estimate.ts. */
  readonly work: number;
  readonly seconds: number;
}

/** Newest first, at most 20. */
export function readTimings(read: ReadHandle, subject: TimingSubject): Timing[] {
  return read.all(
    timingRow,
    `SELECT work, seconds FROM timings WHERE stage = $stage AND pack_id = $packId AND device = $device
     ORDER BY created_at DESC, rowid DESC LIMIT 20`,
    { ...subject },
  );
}

export function addTiming(write: WriteHandle, subject: TimingSubject, timing: Timing): void {
  if (!(timing.work > 0 && timing.seconds > 0)) return;
  write.transaction(() => {
    write.run('INSERT INTO timings VALUES ($stage, $packId, $device, $work, $seconds, $now)', {
      ...subject,
      ...timing,
      now: Date.now(),
    });
    write.run(
      `DELETE FROM timings WHERE stage = $stage AND pack_id = $packId AND device = $device AND rowid NOT IN (
         SELECT rowid FROM timings WHERE stage = $stage AND pack_id = $packId AND device = $device
         ORDER BY created_at DESC, rowid DESC LIMIT 20)`,
      { ...subject },
    );
  });
}
