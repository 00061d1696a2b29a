import CssBaseline from '@mui/material/CssBaseline';
import { ThemeProvider, useColorScheme } from '@mui/material/styles';
import { QueryClientProvider } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import { connectEvents } from '../api/events.ts';
import { createQueryClient, useSettings } from '../api/queries.ts';
import { notifyError } from '../components/notices.ts';
import { Snackbar } from '../components/snackbar.tsx';
import { showLanguage, useLanguage } from '../i18n/i18n.ts';
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
          <LookFromSettings />
          <ShellInLanguage />
          <Snackbar />
        </ErrorBoundary>
      </QueryClientProvider>
    </ThemeProvider>
  );
}

/** A change of language begins the page anew, so that no word of the old one can be left anywhere. */
function ShellInLanguage() {
  return <Shell key={useLanguage()} />;
}

/** Theme and language are settings of the studio; the browser remembers them only so that the first paint is right. */
function LookFromSettings() {
  const { setMode } = useColorScheme();
  const { theme: chosen, language } = useSettings().data ?? {};
  useEffect(() => {
    if (chosen) setMode(chosen);
  }, [chosen, setMode]);
  useEffect(() => {
    if (language) showLanguage(language).catch(notifyError);
  }, [language]);
  return null;
}
