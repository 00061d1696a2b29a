import Box from '@mui/material/Box';
import { useEffect, useState } from 'react';
import { useProjects } from '../api/queries.ts';
import { ErrorNotice } from '../components/error-notice.tsx';
import { ScreenSkeleton } from '../components/screen.tsx';
import { useTitle } from '../components/top-bar-slot.tsx';
import { t } from '../i18n/i18n.ts';
import { BinHeader } from './bin-header.tsx';
import { FirstRun } from './first-run.tsx';
import { GalleryToolbar } from './gallery-toolbar.tsx';
import { InUseDialog } from './in-use-dialog.tsx';
import { NothingHere } from './nothing-here.tsx';
import { ProjectGrid } from './project-grid.tsx';
import { StartPanel } from './start-panel.tsx';
import { StartProblem } from './start-problem.tsx';
import { TagsDialog } from './tags-dialog.tsx';
import { useGalleryView } from './use-gallery-view.ts';
import { useProjectWindow } from './use-project-window.ts';
import { useStart } from './use-start.ts';

/** All projects as posters, and the place to begin a new one; with `bin`, those thrown away. */
export function GalleryScreen({ bin = false }: { bin?: boolean }) {
  useTitle(bin ? t('Bin') : t('Gallery'));
  const view = useGalleryView();
  const shown = useProjectWindow({
    search: bin ? '' : view.search,
    favouritesOnly: !bin && view.favouritesOnly,
    tags: bin ? [] : [...view.tags],
    sort: bin ? 'newest' : view.sort,
    deleted: bin,
  });
  // Whether there is anything at all decides between the welcome and the library, whatever the filter says.
  const all = useProjects({ limit: 1 });
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const isEmpty = all.data?.total === 0;
  const isStarting = useStart((state) => state.isStarting);
  // While the first project is being made the welcome stays: the studio opens in a moment.
  const [wasEmpty, setWasEmpty] = useState(isEmpty);
  if (!isStarting && wasEmpty !== isEmpty) setWasEmpty(isEmpty);
  const isFirstRun = !bin && wasEmpty;
  // What went wrong at the start is no longer news when one comes back.
  useEffect(() => () => useStart.setState({ problem: null }), []);
  if (!bin && all.isPending) return <ScreenSkeleton />;

  return (
    <Box ref={setScroller} sx={{ height: '100%', overflowY: 'auto', overflowX: 'hidden' }}>
      <Box sx={{ padding: { xs: '24px 24px 64px', lg: '34px 44px 64px' } }}>
        {bin ? <BinHeader total={shown.total} /> : isFirstRun ? <FirstRun /> : <StartPanel />}
        {isFirstRun ? null : (
          <>
            {bin ? null : <StartProblem />}
            {bin ? null : <GalleryToolbar total={shown.total} />}
            {shown.error ? (
              <ErrorNotice error={shown.error} onRetry={shown.retry} />
            ) : shown.total === 0 ? (
              <NothingHere bin={bin} />
            ) : (
              <ProjectGrid view={shown} bin={bin} scroller={scroller} />
            )}
          </>
        )}
      </Box>
      {view.tagging ? <TagsDialog key={view.tagging.id} project={view.tagging} /> : null}
      <InUseDialog project={view.inUse} />
    </Box>
  );
}
