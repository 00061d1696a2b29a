import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import { type ReactNode, useState } from 'react';
import type { Job } from '../../../electron/contract/domain.ts';
import { useAction, useJobs } from '../api/queries.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { formatTimeLeft } from '../components/format.ts';
import { QueueIcon } from '../components/icons.tsx';
import { notifyError } from '../components/notices.ts';
import { Screen, Section } from '../components/screen.tsx';
import { t } from '../i18n/i18n.ts';
import { JobRow } from './job-row.tsx';
import { moveTarget, partQueue, totalSecondsLeft } from './queue-order.ts';

/** What runs, what waits and what is done. Waiting jobs are put in order by dragging or with the arrows. */
export function QueueScreen() {
  const jobs = useJobs();
  const clear = useAction('jobs.clearFinished');
  const move = useAction('jobs.move');
  const [dragged, setDragged] = useState<string | null>(null);
  const [over, setOver] = useState<number | null>(null);

  if (jobs.error) {
    return (
      <Screen title={t('Queue')}>
        <ErrorNotice error={jobs.error} onRetry={() => void jobs.refetch()} />
      </Screen>
    );
  }
  if (!jobs.data) {
    return (
      <Screen title={t('Queue')}>
        {['a', 'b', 'c'].map((key) => (
          <Skeleton key={key} variant="rounded" height={92} sx={{ marginBottom: 2, borderRadius: '12px' }} />
        ))}
      </Screen>
    );
  }

  const { running, waiting, finished } = partQueue(jobs.data.jobs);
  const moveTo = (jobId: string, position: number): void => {
    const beforeJobId = moveTarget(waiting, jobId, position);
    if (beforeJobId !== undefined) move.mutate({ jobId, beforeJobId }, { onError: notifyError });
  };
  const seconds = totalSecondsLeft([...running, ...waiting]);
  const count = running.length + waiting.length;
  const lead =
    count === 0
      ? t('One job runs at a time; the others wait here. The queue survives a restart.')
      : seconds === null
        ? t('{{count}} to go. The queue survives a restart.', { count })
        : t('{{count}} to go, {{timeLeft}}. The queue survives a restart.', {
            count,
            timeLeft: formatTimeLeft(seconds),
          });

  return (
    <Screen title={t('Queue')} lead={lead}>
      {jobs.data.jobs.length === 0 ? (
        <EmptyState
          icon={<QueueIcon />}
          title={t('Nothing in the queue')}
          text={t('What you generate runs here, one after the other.')}
          action={{ label: t('Open the Gallery'), href: '/' }}
        />
      ) : null}
      {running.length > 0 ? (
        <Section title={t('Running')}>
          <JobList label={t('Running jobs')}>
            {running.map((job) => (
              <li key={job.id}>
                <JobRow job={job} />
              </li>
            ))}
          </JobList>
        </Section>
      ) : null}
      {waiting.length > 0 ? (
        <Section title={t('Waiting')}>
          <JobList label={t('Waiting jobs')}>
            {waiting.map((job, index) => (
              <Box
                component="li"
                key={job.id}
                draggable
                onDragStart={(event) => {
                  event.dataTransfer.effectAllowed = 'move';
                  event.dataTransfer.setData('text/plain', job.id);
                  setDragged(job.id);
                }}
                onDragEnd={() => {
                  setDragged(null);
                  setOver(null);
                }}
                onDragOver={(event) => {
                  if (dragged === null) return;
                  event.preventDefault();
                  setOver(index);
                }}
                onDrop={(event) => {
                  event.preventDefault();
                  if (dragged !== null) moveTo(dragged, index);
                }}
                sx={{
                  cursor: 'grab',
                  borderRadius: '12px',
                  opacity: dragged === job.id ? 0.45 : 1,
                  outline: over === index && dragged !== null && dragged !== job.id ? '2px solid' : 'none',
                  outlineColor: 'var(--sm-palette-selection)',
                }}
              >
                <JobRow
                  job={job}
                  onUp={index > 0 ? () => moveTo(job.id, index - 1) : undefined}
                  onDown={index < waiting.length - 1 ? () => moveTo(job.id, index + 1) : undefined}
                />
              </Box>
            ))}
          </JobList>
        </Section>
      ) : null}
      {finished.length > 0 ? (
        <Section
          title={t('Finished')}
          aside={
            <Button
              size="small"
              sx={{ color: 'text.secondary' }}
              onClick={() => clear.mutate({}, { onError: notifyError })}
            >
              {t('Clear list')}
            </Button>
          }
        >
          <JobList label={t('Finished jobs')}>
            {finished.map((job: Job) => (
              <li key={job.id}>
                <JobRow job={job} />
              </li>
            ))}
          </JobList>
        </Section>
      ) : null}
    </Screen>
  );
}

function JobList({ label, children }: { label: string; children: ReactNode }) {
  return (
    <Box
      component="ul"
      aria-label={label}
      sx={{
        listStyle: 'none',
        margin: 0,
        padding: 0,
        display: 'grid',
        gridTemplateColumns: 'minmax(0, 1fr)',
        gap: '8px',
      }}
    >
      {children}
    </Box>
  );
}
