import '@fontsource-variable/inter/index.css';
import createCache from '@emotion/cache';
import { CacheProvider } from '@emotion/react';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { App } from './app/app.tsx';
import { showRememberedLanguage } from './i18n/i18n.ts';

/** The host allows styles that carry its nonce and no others. */
const nonce = document.querySelector<HTMLMetaElement>('meta[name="csp-nonce"]')?.content;
const styles = createCache({ key: 'sm', prepend: true, ...(nonce ? { nonce } : {}) });

const root = document.getElementById('root');
// Without its words the page is English, which needs none.
await showRememberedLanguage().catch(() => undefined);
if (root) {
  createRoot(root).render(
    <StrictMode>
      <CacheProvider value={styles}>
        <App />
      </CacheProvider>
    </StrictMode>,
  );
}
