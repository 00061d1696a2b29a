import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import LinearProgress from '@mui/material/LinearProgress';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { isUnfinished, type Job } from '../../../electron/contract/domain.ts';
import { useJobProgress } from '../api/progress.ts';
import { useAction } from '../api/queries.ts';
import { ErrorNotice } from '../components/error-notice.tsx';
import { formatAgo, formatDuration, formatTimeLeft } from '../components/format.ts';
import { ArrowDownIcon, ArrowUpIcon, RefreshIcon } from '../components/icons.tsx';
import { notify, notifyError } from '../components/notices.ts';
import { useCountdown } from '../components/use-countdown.ts';
import { t } from '../i18n/i18n.ts';
import { presetName } from '../i18n/names.ts';
import { JobPicture } from './job-picture.tsx';
import { JobSteps } from './job-steps.tsx';

/** How a job in line changes its place. */
export interface JobOrder {
  /** What it is dragged by. */
  readonly handle: ReactElement;
  /** Undefined where there is no further up or down. */
  readonly onUp: (() => void) | undefined;
  readonly onDown: (() => void) | undefined;
}

/** One job: picture, name, words, its four stages, how far it is, and what can be done with it. */
export function JobRow({
  job,
  order,
}: {
  job: Job;
  /** Of a job in line: what puts it in order. */
  order?: JobOrder;
}) {
  const progress = useJobProgress(job.state === 'running' ? job.id : undefined);
  const cancel = useAction('jobs.cancel');
  const retry = useAction('jobs.retry');
  const pause = useAction('jobs.pause');
  const resume = useAction('jobs.resume');
  const fraction = progress?.fraction ?? job.fraction;
  const again = (): void => retry.mutate({ jobId: job.id }, { onError: notifyError });

  return (
    <Box
      component="article"
      aria-label={job.projectName}
      sx={{ border: '1px solid', borderColor: 'divider', bgcolor: 'panel', borderRadius: '12px', padding: '12px 14px' }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', gap: '14px' }}>
        {order?.handle}
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
          {order ? (
            <>
              <MoveButton label={t('Move {{projectName}} up', { projectName: job.projectName })} onClick={order.onUp}>
                <ArrowUpIcon sx={{ fontSize: 17 }} />
              </MoveButton>
              <MoveButton
                label={t('Move {{projectName}} down', { projectName: job.projectName })}
                onClick={order.onDown}
              >
                <ArrowDownIcon sx={{ fontSize: 17 }} />
              </MoveButton>
            </>
          ) : null}
          {job.state === 'running' || job.state === 'waiting' ? (
            <Button
              size="small"
              variant="outlined"
              sx={{ minWidth: 76 }}
              aria-label={t('Pause {{name}}', { name: job.projectName })}
              disabled={pause.isPending}
              onClick={() => pause.mutate({ jobId: job.id }, { onError: notifyError })}
            >
              {pause.isPending ? t('Pausing…') : t('Pause')}
            </Button>
          ) : null}
          {job.state === 'paused' ? (
            <Button
              size="small"
              variant="outlined"
              sx={{ minWidth: 76 }}
              aria-label={t('Resume {{name}}', { name: job.projectName })}
              disabled={resume.isPending}
              onClick={() => resume.mutate({ jobId: job.id }, { onError: notifyError })}
            >
              {t('Resume')}
            </Button>
          ) : null}
          {isUnfinished(job) ? (
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

function JobTime({ job, fraction, secondsLeft: told }: { job: Job; fraction: number; secondsLeft: number | null }) {
  const counted = useCountdown(job.state === 'running' ? told : null);
  const secondsLeft = job.state === 'running' ? counted : told;
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
    case 'paused':
      return (
        <>
          <Box component="span" sx={{ color: 'text.primary' }}>
            {t('paused')}
          </Box>
          {secondsLeft === null ? null : (
            <Box component="span" sx={{ display: 'block' }}>
              {t('needs about {{duration}}', { duration: formatDuration(secondsLeft) })}
            </Box>
          )}
        </>
      );
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
