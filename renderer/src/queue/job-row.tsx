import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import LinearProgress from '@mui/material/LinearProgress';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { Job } from '../../../electron/contract/domain.ts';
import { useJobProgress } from '../api/progress.ts';
import { useAction } from '../api/queries.ts';
import { ErrorNotice } from '../components/error-notice.tsx';
import { formatAgo, formatDuration, formatTimeLeft } from '../components/format.ts';
import { ArrowDownIcon, ArrowUpIcon, RefreshIcon } from '../components/icons.tsx';
import { notify, notifyError } from '../components/notices.ts';
import { t } from '../i18n/i18n.ts';
import { presetName } from '../i18n/names.ts';
import { JobPicture } from './job-picture.tsx';
import { JobSteps } from './job-steps.tsx';

/** One job: picture, name, words, its four stages, how far it is, and what can be done with it. */
export function JobRow({
  job,
  onUp,
  onDown,
}: {
  job: Job;
  onUp?: (() => void) | undefined;
  onDown?: (() => void) | undefined;
}) {
  const progress = useJobProgress(job.state === 'running' ? job.id : undefined);
  const cancel = useAction('jobs.cancel');
  const retry = useAction('jobs.retry');
  const isActive = job.state === 'running' || job.state === 'waiting';
  const fraction = progress?.fraction ?? job.fraction;
  const again = (): void => retry.mutate({ jobId: job.id }, { onError: notifyError });

  return (
    <Box
      component="article"
      aria-label={job.projectName}
      sx={{ border: '1px solid', borderColor: 'divider', bgcolor: 'panel', borderRadius: '12px', padding: '12px 14px' }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: '14px' }}>
        <JobPicture job={job} preview={progress?.preview ?? null} />
        <Box sx={{ flex: 1, minWidth: 0 }}>
          <Box sx={{ display: 'flex', alignItems: 'baseline', gap: 2, minWidth: 0 }}>
            <Typography
              variant="h3"
              component={Link}
              href={`/studio/${job.projectId}`}
              noWrap
              sx={{ color: 'inherit', textDecoration: 'none', '&:hover': { textDecoration: 'underline' } }}
            >
              {job.projectName}
            </Typography>
            <Typography variant="caption" color="textSecondary" className="tabular" noWrap sx={{ flexShrink: 0 }}>
              {presetName(job.preset)} · {t('seed {{seed}}', { seed: job.seed })}
            </Typography>
          </Box>
          <Typography variant="body2" color="textSecondary" noWrap title={job.prompt}>
            {job.prompt || t('From a picture')}
          </Typography>
          <JobSteps job={job} stageFraction={progress?.stageFraction ?? null} runningStage={progress?.stage ?? null} />
        </Box>
        <Box sx={{ display: 'flex', alignItems: 'center', gap: '4px', flexShrink: 0 }}>
          <Typography
            variant="caption"
            color="textSecondary"
            className="tabular"
            sx={{ marginRight: 2, textAlign: 'right' }}
          >
            <JobTime job={job} fraction={fraction} secondsLeft={progress?.secondsLeft ?? job.secondsLeft} />
          </Typography>
          {onUp || onDown ? (
            <>
              <MoveButton label={t('Move {{projectName}} up', { projectName: job.projectName })} onClick={onUp}>
                <ArrowUpIcon sx={{ fontSize: 17 }} />
              </MoveButton>
              <MoveButton label={t('Move {{projectName}} down', { projectName: job.projectName })} onClick={onDown}>
                <ArrowDownIcon sx={{ fontSize: 17 }} />
              </MoveButton>
            </>
          ) : null}
          {isActive ? (
            <Button
              size="small"
              variant="outlined"
              aria-label={t('Cancel {{projectName}}', { projectName: job.projectName })}
              disabled={cancel.isPending}
              onClick={() =>
                cancel.mutate(
                  { jobId: job.id },
                  {
                    onSuccess: ({ outcome }) => {
                      if (outcome === 'too-late')
                        notify(t('“{{projectName}}” had already finished', { projectName: job.projectName }));
                    },
                    onError: notifyError,
                  },
                )
              }
            >
              {cancel.isPending ? t('Cancelling…') : t('Cancel')}
            </Button>
          ) : null}
          {job.state === 'cancelled' ? (
            <Button
              size="small"
              variant="outlined"
              startIcon={<RefreshIcon />}
              aria-label={t('Retry {{projectName}}', { projectName: job.projectName })}
              onClick={again}
            >
              {t('Retry')}
            </Button>
          ) : null}
        </Box>
      </Box>
      {job.state === 'running' ? (
        <LinearProgress
          variant="determinate"
          value={fraction * 100}
          aria-label={t('Progress of {{projectName}}', { projectName: job.projectName })}
          sx={{ marginTop: '12px' }}
        />
      ) : null}
      {job.state === 'failed' && job.error ? (
        <Box sx={{ marginTop: '12px' }}>
          <ErrorNotice error={job.error} onRetry={again} />
        </Box>
      ) : null}
    </Box>
  );
}

function JobTime({ job, fraction, secondsLeft }: { job: Job; fraction: number; secondsLeft: number | null }) {
  switch (job.state) {
    case 'running':
      return (
        <>
          <Box component="span" sx={{ color: 'text.primary', fontWeight: 600 }}>
            {Math.floor(fraction * 100)} %
          </Box>
          {secondsLeft === null ? null : (
            <Box component="span" sx={{ display: 'block' }}>
              {formatTimeLeft(secondsLeft)}
            </Box>
          )}
        </>
      );
    case 'waiting':
      return secondsLeft === null
        ? t('waiting')
        : t('needs about {{duration}}', { duration: formatDuration(secondsLeft) });
    case 'done':
      return (
        <>
          {formatAgo(job.finishedAt ?? job.createdAt, Date.now())}
          {job.startedAt !== null && job.finishedAt !== null ? (
            <Box component="span" sx={{ display: 'block' }}>
              {t('took {{duration}}', { duration: formatDuration((job.finishedAt - job.startedAt) / 1_000) })}
            </Box>
          ) : null}
        </>
      );
    case 'failed':
      return formatAgo(job.finishedAt ?? job.createdAt, Date.now());
    case 'cancelled':
      return t('cancelled');
  }
}

function MoveButton({
  label,
  onClick,
  children,
}: {
  label: string;
  onClick: (() => void) | undefined;
  children: ReactElement;
}) {
  return (
    <Tooltip title={onClick ? label : ''}>
      <span>
        <IconButton size="small" aria-label={label} disabled={!onClick} onClick={onClick}>
          {children}
        </IconButton>
      </span>
    </Tooltip>
  );
}
