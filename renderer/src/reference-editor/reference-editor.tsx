import Box from '@mui/material/Box';
import { useEffect, useState } from 'react';
import { useSearch } from 'wouter';
import { StudioError } from '../../../electron/contract/errors.ts';
import { useProject } from '../api/queries.ts';
import { ErrorNotice } from '../components/error-notice.tsx';
import { ScreenSkeleton } from '../components/screen.tsx';
import { useTitle } from '../components/top-bar-slot.tsx';
import { t } from '../i18n/i18n.ts';
import { Editor } from './editor.tsx';
import { type OpenedEdit, openEdit } from './open-edit.ts';

/** Edits a reference picture, full screen over the studio. Saving makes a new reference take; the old one stays. */
export function ReferenceEditor({ projectId, takeId }: { projectId: string; takeId: string }) {
  useTitle(t('Edit reference'));
  const query = useProject(projectId);
  const take = query.data?.takes.find(({ id, stage }) => id === takeId && stage === 't2i');
  const model = new URLSearchParams(useSearch()).get('model');
  const [opened, setOpened] = useState<OpenedEdit | null>(null);
  const [error, setError] = useState<StudioError | null>(null);
  const [id, master] = [take?.id, take?.master];

  useEffect(() => {
    if (!id || !master) return;
    const stop = new AbortController();
    openEdit({ id, master }, stop.signal).then(
      (edit) => {
        if (!stop.signal.aborted) setOpened(edit);
      },
      (cause: unknown) => {
        if (!stop.signal.aborted) setError(StudioError.from(cause));
      },
    );
    return () => stop.abort();
  }, [id, master]);

  const problem =
    error ??
    query.error ??
    (query.data && !take
      ? new StudioError('not-found', t('This reference is not here any more. It may have been deleted.'))
      : null);
  if (problem) {
    return (
      <Box sx={{ maxWidth: 560, margin: '64px auto', paddingInline: 4 }}>
        <ErrorNotice error={problem} onRetry={() => window.location.reload()} />
      </Box>
    );
  }
  return query.data && take && opened ? (
    <Editor key={take.id} data={query.data} take={take} opened={opened} model={model} />
  ) : (
    <ScreenSkeleton />
  );
}
