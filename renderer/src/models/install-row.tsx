import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import type { Install } from '../../../electron/contract/models.ts';
import { useAction } from '../api/queries.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { formatBytes, formatTimeLeft } from '../components/format.ts';
import { notifyError } from '../components/notices.ts';
import { Card } from '../components/screen.tsx';
import { t } from '../i18n/i18n.ts';

/** A model on its way here: how far, how fast, how long; pause, go on, or give it up. */
export function InstallRow({ install }: { install: Install }) {
  const [asks, setAsks] = useState(false);
  const start = useAction('installs.start');
  const pause = useAction('installs.pause');
  const cancel = useAction('installs.cancel');
  const { entryId, name, state, error } = install;
  const isMoving = state === 'asking' || state === 'downloading' || state === 'checking';
  const resume = (): void => start.mutate({ entryId }, { onError: notifyError });

  return (
    <Card>
      <Box component="article" aria-label={name}>
        <Box sx={{ display: 'flex', alignItems: 'center', gap: 3 }}>
          <Box sx={{ flex: 1, minWidth: 0 }}>
            <Typography variant="h3">{name}</Typography>
            <Typography variant="body2" color="textSecondary" className="tabular" sx={{ mt: '2px' }}>
              {words(install)}
            </Typography>
          </Box>
          {isMoving ? (
            <Button
              size="small"
              variant="outlined"
              aria-label={t('Pause {{name}}', { name })}
              disabled={pause.isPending}
              onClick={() => pause.mutate({ entryId }, { onError: notifyError })}
            >
              {pause.isPending ? t('Pausing…') : t('Pause')}
            </Button>
          ) : state === 'paused' ? (
            <Button
              size="small"
              variant="outlined"
              aria-label={t('Resume {{name}}', { name })}
              disabled={start.isPending}
              onClick={resume}
            >
              {t('Resume')}
            </Button>
          ) : null}
          <Button
            size="small"
            aria-label={t('Cancel {{name}}', { name })}
            disabled={cancel.isPending}
            onClick={() => setAsks(true)}
            sx={{ color: 'text.secondary' }}
          >
            {cancel.isPending ? t('Cancelling…') : t('Cancel')}
          </Button>
        </Box>
        <LinearProgress
          variant={state === 'asking' ? 'indeterminate' : 'determinate'}
          value={fractionOf(install) * 100}
          aria-label={t('Install of {{name}}', { name })}
          sx={{ mt: 3, opacity: isMoving ? 1 : 0.5 }}
        />
        {error && !isMoving ? (
          <Box sx={{ mt: 3 }}>
            <ErrorNotice error={error} onRetry={resume} />
          </Box>
        ) : null}
      </Box>
      <ConfirmDialog
        open={asks}
        title={t('Cancel the install of {{name}}?', { name })}
        text={t('What came so far, {{size}}, is removed. To go on later, pause it instead.', {
          size: formatBytes(install.doneBytes),
        })}
        confirmLabel={t('Cancel the install')}
        cancelLabel={t('Keep it')}
        onClose={() => setAsks(false)}
        onConfirm={() => cancel.mutate({ entryId }, { onError: notifyError })}
      />
    </Card>
  );
}

function fractionOf({ state, doneBytes, totalBytes, checkedFraction }: Install): number {
  if (state === 'checking' && checkedFraction > 0) return checkedFraction;
  return totalBytes ? doneBytes / totalBytes : 0;
}

function words(install: Install): string {
  const { state, doneBytes, totalBytes, checkedFraction, bytesPerSecond, secondsLeft } = install;
  const done = formatBytes(doneBytes);
  const amount = totalBytes === null ? done : t('{{done}} of {{total}}', { done, total: formatBytes(totalBytes) });
  switch (state) {
    case 'asking':
      return t('Asking the server what there is…');
    case 'downloading':
      return [
        amount,
        ...(bytesPerSecond === null ? [] : [t('{{size}} a second', { size: formatBytes(bytesPerSecond) })]),
        ...(secondsLeft === null ? [] : [formatTimeLeft(secondsLeft)]),
      ].join(' · ');
    case 'checking':
      return checkedFraction > 0
        ? t('Making the pack: {{percent}} %', { percent: Math.floor(checkedFraction * 100) })
        : t('Checking what came · {{amount}}', { amount });
    case 'paused':
      return doneBytes > 0 ? t('Paused at {{amount}}', { amount }) : t('Paused');
    case 'failed':
      return doneBytes > 0 ? t('Stopped at {{amount}}', { amount }) : t('Stopped');
  }
}
