import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import type { Job } from '../../../electron/contract/domain.ts';
import { useAction, useExports, useJobs } from '../api/queries.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { formatTimeLeft } from '../components/format.ts';
import { QueueIcon } from '../components/icons.tsx';
import { notifyError } from '../components/notices.ts';
import { RowList, Screen, Section } from '../components/screen.tsx';
import { t } from '../i18n/i18n.ts';
import { ExportsSection } from './exports-section.tsx';

import { JobRow } from './job-row.tsx';
import { partQueue, totalSecondsLeft } from './queue-order.ts';
import { WaitingList } from './waiting-list.tsx';

/** What runs, what waits and what is done. A pause keeps a job's place and its finished stages. */
export function QueueScreen() {
  const jobs = useJobs();
  const exports = useExports().data?.exports ?? [];
  const clear = useAction('jobs.clearFinished');
  const pause = useAction('jobs.pause');
  const resume = useAction('jobs.resume');

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
  const paused = waiting.filter(({ state }) => state === 'paused');
  const seconds = totalSecondsLeft([...running, ...waiting]);
  const count = running.length + waiting.length;
  const lead =
    count === 0
      ? t('One job runs at a time; the others wait here. The queue survives a restart.')
      : count === paused.length
        ? t('{{count}} paused: nothing runs until you resume.', { count })
        : seconds === null
          ? t('{{count}} to go. The queue survives a restart.', { count })
          : t('{{count}} to go, {{timeLeft}}. The queue survives a restart.', {
              count,
              timeLeft: formatTimeLeft(seconds),
            });

  return (
    <Screen
      title={t('Queue')}
      lead={lead}
      actions={
        <>
          {paused.length > 0 ? (
            <Button
              variant="outlined"
              size="small"
              disabled={resume.isPending}
              onClick={() => resume.mutate({ jobId: null }, { onError: notifyError })}
            >
              {t('Resume all')}
            </Button>
          ) : null}
          {count > paused.length ? (
            <Button
              variant="outlined"
              size="small"
              disabled={pause.isPending}
              onClick={() => pause.mutate({ jobId: null }, { onError: notifyError })}
            >
              {pause.isPending ? t('Pausing…') : t('Pause all')}
            </Button>
          ) : null}
        </>
      }
    >
      {jobs.data.jobs.length === 0 && exports.length === 0 ? (
        <EmptyState
          icon={<QueueIcon />}
          title={t('Nothing in the queue')}
          text={t('What you generate runs here, one after the other.')}
          action={{ label: t('Open the Gallery'), href: '/' }}
        />
      ) : null}
      {running.length > 0 ? (
        <Section title={t('Running')}>
          <RowList label={t('Running jobs')}>
            {running.map((job) => (
              <li key={job.id}>
                <JobRow job={job} />
              </li>
            ))}
          </RowList>
        </Section>
      ) : null}
      {waiting.length > 0 ? (
        <Section title={t('Waiting')}>
          <WaitingList waiting={waiting} />
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
          <RowList label={t('Finished jobs')}>
            {finished.map((job: Job) => (
              <li key={job.id}>
                <JobRow job={job} />
              </li>
            ))}
          </RowList>
        </Section>
      ) : null}
      <ExportsSection />
    </Screen>
  );
}
