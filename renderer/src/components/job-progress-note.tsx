import Box from '@mui/material/Box';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import type { Job } from '../../../electron/contract/domain.ts';
import { useJobProgress } from '../api/progress.ts';
import { t } from '../i18n/i18n.ts';
import { laneName } from '../i18n/names.ts';
import { formatTimeLeft } from './format.ts';
import { useCountdown } from './use-countdown.ts';

/** How far a job is, and how long it will still take. */
export function JobProgressNote({ job }: { job: Job }) {
  const live = useJobProgress(job.id);
  const fraction = useHighest(job.id, live?.fraction ?? job.fraction);
  // What a job that waits will take is not when it will be done.
  const secondsLeft = useCountdown(job.state === 'running' ? (live ? live.secondsLeft : job.secondsLeft) : null);
  const stage = live?.stage ?? job.steps.find((step) => step.state === 'running' || step.state === 'waiting')?.stage;
  return (
    <Box sx={{ display: 'grid', gap: '5px', pt: '2px' }}>
      <LinearProgress
        variant="determinate"
        value={Math.min(100, fraction * 100)}
        aria-label={t('Generation progress')}
        aria-valuetext={t('{{percent}} percent', { percent: Math.floor(fraction * 100) })}
      />
      <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 2 }}>
        <Typography variant="caption" color="text.secondary" className="tabular" noWrap>
          {job.state === 'waiting'
            ? t('Waiting in the queue')
            : job.state === 'paused'
              ? t('Paused in the queue')
              : `${stage ? laneName(stage) : t('Working')} · ${Math.floor(fraction * 100)} %`}
        </Typography>
        <Typography variant="caption" color="text.secondary" className="tabular" noWrap>
          {secondsLeft === null ? '' : formatTimeLeft(secondsLeft)}
        </Typography>
      </Box>
    </Box>
  );
}

/** Progress never goes back: the end of the live reports and the job's own record may arrive in either order. */
function useHighest(jobId: string, fraction: number): number {
  const [seen, setSeen] = useState({ jobId, fraction });
  if (seen.jobId !== jobId || fraction > seen.fraction) setSeen({ jobId, fraction });
  return seen.jobId === jobId ? Math.max(seen.fraction, fraction) : fraction;
}
