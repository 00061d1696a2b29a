import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import { t } from '../i18n/i18n.ts';

/** The studio's outline while its project is fetched. */
export function StudioSkeleton() {
  return (
    <Box
      role="status"
      aria-busy="true"
      aria-label={t('Loading the project')}
      sx={{ height: '100%', display: 'grid', gridTemplate: '1fr 312px / 292px 1fr 296px' }}
    >
      <Box
        sx={{ p: 4, display: 'grid', gap: 3, alignContent: 'start', borderRight: '1px solid', borderColor: 'divider' }}
      >
        <Skeleton variant="rounded" height={76} />
        <Skeleton variant="rounded" height={110} />
        <Skeleton variant="rounded" height={36} />
      </Box>
      <Box sx={{ display: 'grid', placeItems: 'center' }}>
        <Skeleton variant="rounded" sx={{ height: '82%', aspectRatio: '1' }} />
      </Box>
      <Box sx={{ borderLeft: '1px solid', borderColor: 'divider' }} />
      <Box sx={{ gridColumn: '1 / -1', borderTop: '1px solid', borderColor: 'divider', p: 4, display: 'grid', gap: 3 }}>
        {['a', 'b', 'c', 'd'].map((key) => (
          <Skeleton key={key} variant="rounded" height={52} />
        ))}
      </Box>
    </Box>
  );
}
