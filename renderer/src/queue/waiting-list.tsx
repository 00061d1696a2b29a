import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import { useQueryClient } from '@tanstack/react-query';
import { type KeyboardEvent, useEffect, useRef, useState } from 'react';
import type { CallOutput } from '../../../electron/contract/calls.ts';
import type { Job } from '../../../electron/contract/domain.ts';
import { useAction } from '../api/queries.ts';
import { GripIcon } from '../components/icons.tsx';
import { notifyError } from '../components/notices.ts';
import { RowList } from '../components/screen.tsx';
import { t } from '../i18n/i18n.ts';
import { JobRow } from './job-row.tsx';
import { moved, moveTarget, partQueue } from './queue-order.ts';
import { useReorder } from './use-reorder.ts';

/** The line: put in order by dragging a row by its handle, by the arrow keys on it, or with the buttons. */
export function WaitingList({ waiting }: { waiting: readonly Job[] }) {
  const move = useAction('jobs.move');
  const queries = useQueryClient();
  const list = useRef<HTMLUListElement>(null);
  const [said, setSaid] = useState('');
  const focusOn = useRef<string | null>(null);

  // As it is this moment: a key pressed twice comes before the list is drawn anew.
  const line = (): readonly Job[] =>
    partQueue(queries.getQueryData<CallOutput<'jobs.list'>>(['jobs.list', {}])?.jobs ?? waiting).waiting;
  const moveTo = (jobId: string, position: number): void => {
    const beforeJobId = moveTarget(line(), jobId, position);
    if (beforeJobId === undefined) return;
    // Shown at once; the studio's own list follows.
    queries.setQueryData<CallOutput<'jobs.list'>>(
      ['jobs.list', {}],
      (known) => known && { jobs: moved(known.jobs, jobId, beforeJobId) },
    );
    move.mutate(
      { jobId, beforeJobId },
      {
        onError: (error) => {
          notifyError(error);
          void queries.invalidateQueries({ queryKey: ['jobs.list'] });
        },
      },
    );
    const name = waiting.find(({ id }) => id === jobId)?.projectName ?? '';
    const place = Math.min(Math.max(position, 0), waiting.length - 1) + 1;
    setSaid(t('{{name}} is now number {{place}} of {{of}} in line', { name, place, of: waiting.length }));
  };
  const { drag, handle } = useReorder(list, moveTo);

  // A row that moves in the page loses the focus: its handle gets it back, for the next press of the key.
  useEffect(() => {
    if (focusOn.current === null) return;
    list.current?.querySelector<HTMLElement>(`[data-row="${focusOn.current}"] [data-handle]`)?.focus();
    focusOn.current = null;
  });
  const onKey = (event: KeyboardEvent, jobId: string): void => {
    const index = line().findIndex(({ id }) => id === jobId);
    const steps: Readonly<Record<string, number>> = {
      ArrowUp: index - 1,
      ArrowDown: index + 1,
      Home: 0,
      End: waiting.length - 1,
    };
    const position = steps[event.key];
    if (position === undefined) return;
    event.preventDefault();
    focusOn.current = jobId;
    moveTo(jobId, position);
  };

  return (
    <>
      <RowList label={t('Waiting jobs')} listRef={list}>
        {waiting.map((job, index) => {
          const isHeld = drag?.id === job.id;
          return (
            <Box
              component="li"
              key={job.id}
              data-row={job.id}
              sx={{
                position: 'relative',
                zIndex: isHeld ? 1 : 'auto',
                borderRadius: '12px',
                boxShadow: isHeld ? '0 10px 30px rgba(0, 0, 0, 0.35)' : 'none',
                transition: drag && !isHeld ? 'transform 140ms ease-out' : 'none',
              }}
              style={drag ? { transform: `translateY(${isHeld ? drag.offset : givesWay(drag, index)}px)` } : undefined}
            >
              <JobRow
                job={job}
                order={{
                  handle: (
                    <Tooltip title={t('Drag, or press the arrow keys')}>
                      <IconButton
                        size="small"
                        data-handle=""
                        aria-label={t('Order of {{name}}', { name: job.projectName })}
                        onKeyDown={(event) => onKey(event, job.id)}
                        {...handle(job.id)}
                        sx={{ cursor: isHeld ? 'grabbing' : 'grab', touchAction: 'none', marginInline: '-8px -10px' }}
                      >
                        <GripIcon sx={{ fontSize: 18 }} />
                      </IconButton>
                    </Tooltip>
                  ),
                  onUp: index > 0 ? () => moveTo(job.id, index - 1) : undefined,
                  onDown: index < waiting.length - 1 ? () => moveTo(job.id, index + 1) : undefined,
                }}
              />
            </Box>
          );
        })}
      </RowList>
      <span role="status" className="visually-hidden">
        {said}
      </span>
    </>
  );
}

/** How far a row moves out of the way of one that is dragged, pixels. */
function givesWay({ from, position, span }: { from: number; position: number; span: number }, index: number): number {
  if (from < index && index <= position) return -span;
  return position <= index && index < from ? span : 0;
}
