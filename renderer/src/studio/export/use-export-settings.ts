import { useState } from 'react';
import type { CallInput } from '../../../../electron/contract/calls.ts';
import type { ExportQuality, Take } from '../../../../electron/contract/domain.ts';
import { canPlayWithoutEnd, type ExportFormat } from '../../exports/formats.ts';
import { trimmedFrames } from '../preview/playback.ts';
import { useDraft } from '../studio-context.ts';

/** What the person has chosen for one export. */
interface ExportChoice {
  readonly format: ExportFormat;
  readonly range: { readonly first: number; readonly last: number };
  /** 0 is without end, null what the format does by itself. */
  readonly loops: number | null;
  readonly edge: number | null;
  readonly fps: number | null;
  readonly quality: ExportQuality;
}

export interface ExportSettingsModel extends ExportChoice {
  /** How often the clip plays in this format; 0 is without end. */
  readonly plays: number;
  readonly request: CallInput<'exports.start'>;
  change(part: Partial<ExportChoice>): void;
}

/** The settings of the export dialog; the trim of the timeline is where the range begins. */
export function useExportSettings(take: Take): ExportSettingsModel {
  const trim = useDraft((state) => state.trim);
  const [choice, setChoice] = useState<ExportChoice>(() => ({
    format: take.frames > 1 ? 'mp4' : 'png',
    range: trimmedFrames(take, trim),
    loops: null,
    edge: null,
    fps: null,
    quality: 'best',
  }));
  const { format, range, loops, edge, fps, quality } = choice;
  const isWhole = range.first === 0 && range.last === take.frames - 1;
  const endless = canPlayWithoutEnd(format);
  const plays = loops === null || (loops === 0 && !endless) ? (endless ? 0 : 1) : loops;
  return {
    ...choice,
    plays,
    change: (part) => setChoice((old) => ({ ...old, ...part })),
    request: {
      takeId: take.id,
      format,
      range: isWhole ? null : range,
      loops: format === 'png' ? null : plays,
      edge,
      fps: take.frames > 1 ? fps : null,
      quality,
    },
  };
}
