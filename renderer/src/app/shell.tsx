import Box from '@mui/material/Box';
import { lazy, Suspense, useEffect, useState } from 'react';
import { useLocation } from 'wouter';
import { useMenuCommand, useStudioEvent } from '../api/events.ts';
import { openUpload, useOpenedRecipe } from '../api/open-files.ts';
import { notify, notifyError } from '../components/notices.ts';
import { isTyping } from '../components/shortcuts.ts';
import { ShortcutsDialog } from '../components/shortcuts-dialog.tsx';
import { ExportNotices } from '../exports/export-notices.tsx';
import { t } from '../i18n/i18n.ts';
import { CommandPalette } from './command-palette.tsx';
import { ConnectionBanner } from './connection-banner.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { FileDrop } from './file-drop.tsx';
import { Rail } from './rail.tsx';
import { RepairBanner } from './repair-banner.tsx';
import { Screens } from './screens.tsx';
import { showOpened } from './show-opened.ts';
import { TopBar } from './top-bar.tsx';
import { TransferCard } from './transfer-card.tsx';

const RecipeDialog = lazy(async () => ({ default: (await import('../gallery/recipe-dialog.tsx')).RecipeDialog }));

/** The window: top bar, rail, and the screen the address names. */
export function Shell() {
  const [location, navigate] = useLocation();
  const [shortcutsOpen, setShortcutsOpen] = useState(false);
  const [paletteOpen, setPaletteOpen] = useState(false);
  const hasRecipe = useOpenedRecipe(({ opened }) => opened !== null);

  useMenuCommand('new-project', () => navigate('/'));
  useMenuCommand('settings', () => navigate('/settings'));
  useMenuCommand('shortcuts', () => setShortcutsOpen(true));
  useStudioEvent('file.opened', ({ uploadId, fileName }) => {
    openUpload(uploadId, fileName).then(showOpened, notifyError);
  });

  useStudioEvent('engine.changed', ({ state }) => {
    if (state === 'crashed')
      notify(t('The engine stopped and is starting again. Finished stages are safe.'), { tone: 'error' });
  });

  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === 'k' && !event.defaultPrevented) {
        event.preventDefault();
        setPaletteOpen(true);
        return;
      }
      if (event.defaultPrevented || isTyping(event.target) || event.ctrlKey || event.metaKey || event.altKey) return;
      if (event.key === '?') setShortcutsOpen(true);
      if (event.key === 'g') navigate('/');
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, [navigate]);

  // The reference editor covers the studio: it brings its own bar.
  const isFullScreen = /^\/studio\/[^/]+\/edit\//.test(location);
  return (
    <Box sx={{ display: 'flex', flexDirection: 'column', height: '100%', minWidth: 0 }}>
      {isFullScreen ? null : <TopBar />}
      <ConnectionBanner />
      <RepairBanner />
      <Box sx={{ display: 'flex', flex: 1, minHeight: 0 }}>
        {isFullScreen ? null : <Rail />}
        <Box component="main" sx={{ flex: 1, minWidth: 0, minHeight: 0, overflow: 'hidden' }}>
          <ErrorBoundary key={location.split('/')[1]}>
            <Screens />
          </ErrorBoundary>
        </Box>
      </Box>
      <FileDrop />
      <TransferCard />
      <ExportNotices />
      {hasRecipe ? (
        <Suspense fallback={null}>
          <RecipeDialog />
        </Suspense>
      ) : null}
      <CommandPalette
        open={paletteOpen}
        onClose={() => setPaletteOpen(false)}
        onShortcuts={() => setShortcutsOpen(true)}
      />
      <ShortcutsDialog open={shortcutsOpen} onClose={() => setShortcutsOpen(false)} />
    </Box>
  );
}
