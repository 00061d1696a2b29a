import Box from '@mui/material/Box';
import { useState } from 'react';
import { useProjects } from '../api/queries.ts';
import { ErrorNotice } from '../components/error-notice.tsx';
import { useTitle } from '../components/top-bar-slot.tsx';
import { BinHeader } from './bin-header.tsx';
import { FirstRun } from './first-run.tsx';
import { GalleryToolbar } from './gallery-toolbar.tsx';
import { NothingHere } from './nothing-here.tsx';
import { ProjectGrid } from './project-grid.tsx';
import { StartPanel } from './start-panel.tsx';
import { useGalleryView } from './use-gallery-view.ts';
import { useProjectPages } from './use-project-pages.ts';

/** All projects as posters, and the place to begin a new one; with `bin`, those thrown away. */
export function GalleryScreen({ bin = false }: { bin?: boolean }) {
  useTitle(bin ? 'Bin' : 'Gallery');
  const view = useGalleryView();
  const pages = useProjectPages({
    search: bin ? '' : view.search,
    favouritesOnly: !bin && view.favouritesOnly,
    sort: view.sort,
    deleted: bin,
  });
  // Whether there is anything at all decides between the welcome and the library, whatever the filter says.
  const all = useProjects({ limit: 1 });
  const [scroller, setScroller] = useState<HTMLElement | null>(null);
  const isFirstRun = !bin && all.data?.total === 0;

  return (
    <Box ref={setScroller} sx={{ height: '100%', overflowY: 'auto', overflowX: 'hidden' }}>
      <Box sx={{ padding: { xs: '24px 24px 64px', lg: '34px 44px 64px' } }}>
        {bin ? <BinHeader total={pages.total} /> : isFirstRun ? <FirstRun /> : <StartPanel />}
        {isFirstRun ? null : (
          <>
            {bin ? null : <GalleryToolbar total={pages.total} />}
            {pages.error ? (
              <ErrorNotice error={pages.error} onRetry={pages.retry} />
            ) : pages.projects?.length === 0 ? (
              <NothingHere bin={bin} />
            ) : (
              <ProjectGrid projects={pages.projects} bin={bin} scroller={scroller} onNearEnd={pages.loadMore} />
            )}
          </>
        )}
      </Box>
    </Box>
  );
}
