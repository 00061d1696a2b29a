import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import type { QueuedExport } from '../../../electron/contract/domain.ts';
import { useAction } from '../api/queries.ts';
import { ErrorNotice } from '../components/error-notice.tsx';
import { notify, notifyError } from '../components/notices.ts';
import { t } from '../i18n/i18n.ts';
import { FinishedFile } from './exported-file.tsx';
import { exportFormats } from './formats.ts';

/** What is exported: "GIF of “Windmill”". */
export function exportName({ settings, projectName }: QueuedExport): string {
  return t('{{format}} of “{{name}}”', { format: exportFormats[settings.format].label, name: projectName });
}

/** How an export stands: how far it is and how to stop it, the file, or what went wrong. */
export function ExportStatus({
  of,
  isMain = false,
  onRetry,
}: {
  of: QueuedExport;
  /** The one thing to do here is to have the file: its button says so. */
  isMain?: boolean;
  onRetry: () => void;
}) {
  const cancel = useAction('exports.cancel');
  const { state, fraction, file, error } = of;
  if (file) return <FinishedFile file={file} isMain={isMain} />;
  if (state === 'failed' && error) return <ErrorNotice error={error} onRetry={onRetry} />;
  if (state === 'cancelled') {
    return (
      <Box sx={{ display: 'flex', alignItems: 'center', gap: 3, flex: 1 }}>
        <Typography variant="body2" color="text.secondary" sx={{ flex: 1 }}>
          {t('Cancelled')}
        </Typography>
        <Button
          variant="outlined"
          aria-label={t('Retry {{projectName}}', { projectName: exportName(of) })}
          onClick={onRetry}
        >
          {t('Retry')}
        </Button>
      </Box>
    );
  }
  const onCancel = (): void =>
    cancel.mutate(
      { exportId: of.id },
      {
        onSuccess: ({ outcome }) => outcome === 'too-late' && notify(t('It had already finished.')),
        onError: notifyError,
      },
    );
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', gap: 3, flex: 1, minWidth: 0 }}>
      <Box sx={{ flex: 1, minWidth: 0 }}>
        <LinearProgress aria-label={t('Export progress')} variant="determinate" value={fraction * 100} />
        <Typography variant="caption" color="text.secondary" className="tabular" component="p" sx={{ mt: '5px' }}>
          {state === 'waiting' ? t('Waits for the exports before it.') : `${Math.floor(fraction * 100)} %`}
        </Typography>
      </Box>
      <Button
        variant="outlined"
        aria-label={t('Cancel {{projectName}}', { projectName: exportName(of) })}
        disabled={cancel.isPending}
        onClick={onCancel}
      >
        {t('Cancel')}
      </Button>
    </Box>
  );
}
