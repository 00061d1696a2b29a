import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import Typography from '@mui/material/Typography';
import { type ReactNode, useEffect, useState } from 'react';
import type { Take } from '../../../../electron/contract/domain.ts';
import { useAction, useCall, useExports } from '../../api/queries.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { formatBytes } from '../../components/format.ts';
import { useWatchedExport } from '../../exports/export-notices.tsx';
import { ExportStatus } from '../../exports/export-status.tsx';
import { exportFormats } from '../../exports/formats.ts';
import { t } from '../../i18n/i18n.ts';
import { useStudio } from '../studio-context.ts';
import { useSettled } from '../use-settled.ts';
import { FormatField, LoopsField, QualityField, RangeField, SizeFields } from './export-fields.tsx';
import { FrameRow } from './frame-row.tsx';
import { type ExportSettingsModel, useExportSettings } from './use-export-settings.ts';

/** How a take becomes a file. What is written goes on when the dialog is closed, and another may be started meanwhile. */
export function ExportForm({ take, onClose, children }: { take: Take; onClose: () => void; children: ReactNode }) {
  const { shown } = useStudio();
  const start = useAction('exports.start');
  const [startedId, setStartedId] = useState<string | null>(null);
  const model = useExportSettings(take);
  // Another choice is another export: the one that was started goes on in the queue.
  const settings: ExportSettingsModel = {
    ...model,
    change(part) {
      setStartedId(null);
      start.reset();
      model.change(part);
    },
  };
  const exports = useExports().data?.exports ?? [];
  const started = exports.find(({ id }) => id === startedId);
  useWatched(startedId);

  const moves = take.frames > 1;
  const isSettled = started === undefined || started.state === 'failed' || started.state === 'cancelled';
  // Asked for once the person has stopped dragging, and not while an export has the encoder.
  const request = useSettled(settings.request, 500);
  const isFree = exports.every(({ finishedAt }) => finishedAt !== null);
  const estimate = useCall('exports.estimate', request, { enabled: isFree && isSettled, keep: true });
  const write = (): void => start.mutate(settings.request, { onSuccess: ({ id }) => setStartedId(id) });

  return (
    <>
      <DialogContent sx={{ display: 'grid', gap: 4 }}>
        {children}
        <FormatField take={take} settings={settings} />
        {moves ? <RangeField take={take} settings={settings} /> : null}
        {moves && settings.format !== 'png' ? <LoopsField take={take} settings={settings} /> : null}
        <SizeFields take={take} settings={settings} />
        {settings.format === 'png' ? null : <QualityField settings={settings} />}
        {start.error ? <ErrorNotice error={start.error} onRetry={write} /> : null}
        {started ? (
          <Box role="status" sx={{ display: 'flex', padding: '10px 12px', borderRadius: '10px', bgcolor: 'well' }}>
            <ExportStatus of={started} isMain onRetry={write} />
          </Box>
        ) : null}
        {shown ? <FrameRow take={shown} /> : null}
      </DialogContent>
      <DialogActions>
        <Typography variant="caption" color="text.secondary" className="tabular" sx={{ flex: 1, pl: 4 }} role="status">
          {isSettled
            ? estimate.data && isFree
              ? t('about {{size}}', { size: formatBytes(estimate.data.sizeBytes) })
              : ''
            : started.state === 'done'
              ? ''
              : t('Goes on when you close this. See Queue.')}
        </Typography>
        <Button variant="text" onClick={onClose}>
          {t('Close')}
        </Button>
        {isSettled ? (
          <Button variant="contained" loading={start.isPending} onClick={write}>
            {t('Write {{format}}', { format: exportFormats[settings.format].label })}
          </Button>
        ) : null}
      </DialogActions>
    </>
  );
}

/** While it is shown here, nobody needs to be told that it is ready. */
function useWatched(id: string | null): void {
  useEffect(() => {
    useWatchedExport.setState({ id });
    return () => useWatchedExport.setState({ id: null });
  }, [id]);
}
