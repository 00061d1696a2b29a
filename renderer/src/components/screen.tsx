import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import type { ReactNode, Ref } from 'react';
import { t } from '../i18n/i18n.ts';
import { useTitle } from './top-bar-slot.tsx';

/** A scrolling page with a heading: Queue, Models, Settings, Compare. */
export function Screen({
  title,
  lead,
  actions,
  width = 880,
  children,
}: {
  title: string;
  lead?: ReactNode;
  actions?: ReactNode;
  width?: number | string;
  children: ReactNode;
}) {
  useTitle(title);
  return (
    <Box data-scrolls="" sx={{ height: '100%', overflowY: 'auto' }}>
      <Box sx={{ maxWidth: width, margin: '0 auto', padding: '30px 32px 72px' }}>
        <Box sx={{ display: 'flex', alignItems: 'flex-end', gap: 4, marginBottom: 6 }}>
          <Box sx={{ flex: 1, minWidth: 0 }}>
            <Typography variant="h1">{title}</Typography>
            {lead ? (
              <Typography color="textSecondary" variant="body2" sx={{ mt: 1, maxWidth: '64ch' }}>
                {lead}
              </Typography>
            ) : null}
          </Box>
          {actions}
        </Box>
        {children}
      </Box>
    </Box>
  );
}

/** A titled card of a Screen. */
export function Section({
  id,
  title,
  aside,
  children,
}: {
  id?: string;
  title: string;
  aside?: ReactNode;
  children: ReactNode;
}) {
  return (
    <Box component="section" aria-label={title} id={id} sx={{ marginBottom: 7, scrollMarginTop: 24 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', minHeight: 30, gap: 3, marginBottom: 2 }}>
        <Typography variant="h3" component="h2" sx={{ flex: 1 }}>
          {title}
        </Typography>
        {aside}
      </Box>
      {children}
    </Box>
  );
}

/** Rows of a Section, one below the other. */
export function RowList({
  label,
  listRef,
  children,
}: {
  label: string;
  listRef?: Ref<HTMLUListElement>;
  children: ReactNode;
}) {
  return (
    <Box
      component="ul"
      aria-label={label}
      ref={listRef}
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

/** The panel surface. */
export function Card({ children, padding = '16px 18px' }: { children: ReactNode; padding?: number | string }) {
  return (
    <Box
      sx={{ border: '1px solid', borderColor: 'divider', bgcolor: 'panel', borderRadius: '12px', padding, minWidth: 0 }}
    >
      {children}
    </Box>
  );
}

/** What stands in for a screen whose code or data is on its way. */
export function ScreenSkeleton() {
  return (
    <Box
      aria-busy="true"
      aria-label={t('Loading')}
      role="status"
      sx={{ padding: '30px 44px', display: 'grid', gap: 4 }}
    >
      <Skeleton variant="rounded" height={136} sx={{ borderRadius: '14px' }} />
      <Box sx={{ display: 'grid', gridTemplateColumns: 'repeat(auto-fill, minmax(220px, 1fr))', gap: 4 }}>
        {['a', 'b', 'c', 'd'].map((key) => (
          <Skeleton key={key} variant="rounded" sx={{ aspectRatio: '1', height: 'auto', borderRadius: '12px' }} />
        ))}
      </Box>
    </Box>
  );
}
