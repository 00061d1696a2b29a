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
  /** Megapixels in memory at once, and the most memory the engine held meanwhile, bytes; null for runs of before they were looked at. */
  readonly held: number | null;
  readonly peakBytes: number | null;
}

/** Newest first, at most 20. */
export function readTimings(read: ReadHandle, subject: TimingSubject): Timing[] {
  return read.all(
    timingRow,
    `SELECT work, seconds, held, peak_bytes AS peakBytes FROM timings WHERE stage = $stage AND pack_id = $packId AND device = $device
     ORDER BY created_at DESC, rowid DESC LIMIT 20`,
    { ...subject },
  );
}

export function addTiming(write: WriteHandle, subject: TimingSubject, timing: Timing): void {
  if (!(timing.work > 0 && timing.seconds > 0)) return;
  write.transaction(() => {
    write.run(
      `INSERT INTO timings (stage, pack_id, device, work, seconds, held, peak_bytes, created_at)
       VALUES ($stage, $packId, $device, $work, $seconds, $held, $peakBytes, $now)`,
      { ...subject, ...timing, now: Date.now() },
    );
    write.run(
      `DELETE FROM timings WHERE stage = $stage AND pack_id = $packId AND device = $device AND rowid NOT IN (
         SELECT rowid FROM timings WHERE stage = $stage AND pack_id = $packId AND device = $device
         ORDER BY created_at DESC, rowid DESC LIMIT 20)`,
      { ...subject },
    );
  });
}
