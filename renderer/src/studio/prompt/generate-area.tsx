import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import LinearProgress from '@mui/material/LinearProgress';
import Typography from '@mui/material/Typography';
import { useEffect, useState } from 'react';
import { useStore } from 'zustand';
import type { Job } from '../../../../electron/contract/domain.ts';
import { stageLabels } from '../../../../electron/contract/geometry.ts';
import { useJobProgress } from '../../api/progress.ts';
import { useCall } from '../../api/queries.ts';
import { ErrorNotice } from '../../components/error-notice.tsx';
import { formatTimeLeft } from '../../components/format.ts';
import { keyName } from '../../components/shortcuts.ts';
import { planWords } from '../plan-words.ts';
import { type GenerationInput, generateRequest } from '../requests.ts';
import { useStudio } from '../studio-context.ts';

/** Generate, what it will do and cost, and how far it is. */
export function GenerateArea() {
  const { actions, jobs, project, chain, packIds, draft } = useStudio();
  const state = useStore(draft);
  const request = generateRequest({ projectId: project.id, draft: state, chain, packIds });
  const running = jobs.find((job) => job.state === 'running') ?? jobs.find((job) => job.state === 'waiting');
  const newest = [...jobs].sort((a, b) => b.createdAt - a.createdAt)[0];
  const failed = newest?.state === 'failed' ? newest : undefined;
  return (
    <Box sx={{ display: 'grid', gap: '6px' }}>
      <Button
        variant="contained"
        size="large"
        disabled={!request.ok}
        onClick={actions.generate}
        aria-keyshortcuts="Control+Enter Meta+Enter"
      >
        Generate
      </Button>
      {running ? (
        <JobProgressNote job={running} />
      ) : (
        <Typography
          variant="caption"
          color="text.secondary"
          align="center"
          className="tabular"
          component="p"
          sx={{ minHeight: 18 }}
        >
          {request.ok ? <PlanNote input={request.input} /> : request.missing}
        </Typography>
      )}
      {failed?.error ? <ErrorNotice error={failed.error} onRetry={() => actions.retry(failed)} /> : null}
    </Box>
  );
}

/** What the run will do, asked of the studio a moment after the last change. */
function PlanNote({ input }: { input: GenerationInput }) {
  const settled = useSettled(input, 400);
  const plan = useCall('generations.plan', settled, { keep: true }).data;
  return (
    <>
      {plan
        ? planWords(plan, input.variations ?? 1)
        : `${input.from === 't2i' ? 'From the prompt' : 'Animates the reference'}`}{' '}
      · {keyName('Mod')} Enter
    </>
  );
}

function JobProgressNote({ job }: { job: Job }) {
  const live = useJobProgress(job.id);
  const fraction = useHighest(job.id, live?.fraction ?? job.fraction);
  const secondsLeft = live ? live.secondsLeft : job.secondsLeft;
  const stage = live?.stage ?? job.steps.find((step) => step.state === 'running' || step.state === 'waiting')?.stage;
  return (
    <Box sx={{ display: 'grid', gap: '5px', pt: '2px' }}>
      <LinearProgress
        variant="determinate"
        value={Math.min(100, fraction * 100)}
        aria-label="Generation progress"
        aria-valuetext={`${Math.floor(fraction * 100)} percent`}
      />
      <Box sx={{ display: 'flex', justifyContent: 'space-between', gap: 2 }}>
        <Typography variant="caption" color="text.secondary" className="tabular" noWrap>
          {job.state === 'waiting'
            ? 'Waiting in the queue'
            : `${stage ? stageLabels[stage].lane : 'Working'} · ${Math.floor(fraction * 100)} %`}
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

/** The value once it has stopped changing for a while. */
function useSettled<T>(value: T, milliseconds: number): T {
  const [settled, setSettled] = useState(value);
  const text = JSON.stringify(value);
  useEffect(() => {
    const timer = setTimeout(() => setSettled(JSON.parse(text) as T), milliseconds);
    return () => clearTimeout(timer);
  }, [text, milliseconds]);
  return settled;
}
