import CssBaseline from '@mui/material/CssBaseline';
import { ThemeProvider, useColorScheme } from '@mui/material/styles';
import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { connectEvents } from '../api/events.ts';
import { createQueryClient, useSettings } from '../api/queries.ts';
import { Snackbar } from '../components/snackbar.tsx';
import { ErrorBoundary } from './error-boundary.tsx';
import { Shell } from './shell.tsx';
import { theme } from './theme.ts';

/** The page: theme, queries, events, and the shell with its screens. */
export function App() {
  const [queries] = useState(createQueryClient);
  useEffect(() => connectEvents(queries), [queries]);
  return (
    <ThemeProvider theme={theme} defaultMode="system">
      <CssBaseline enableColorScheme />
      <QueryClientProvider client={queries}>
        <ErrorBoundary>
          <ThemeFromSettings />
          <Shell />
          <Snackbar />
        </ErrorBoundary>
      </QueryClientProvider>
    </ThemeProvider>
  );
}

/** The theme is a setting of the studio; the browser remembers it only so that the first paint is right. */
function ThemeFromSettings() {
  const { setMode } = useColorScheme();
  const chosen = useSettings().data?.theme;
  useEffect(() => {
    if (chosen) setMode(chosen);
  }, [chosen, setMode]);
  return null;
}
