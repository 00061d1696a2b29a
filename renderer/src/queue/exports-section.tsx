import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { Link } from 'wouter';
import type { QueuedExport } from '../../../electron/contract/domain.ts';
import { useAction, useExports } from '../api/queries.ts';
import { formatAgo } from '../components/format.ts';
import { notifyError } from '../components/notices.ts';
import { RowList, Section } from '../components/screen.tsx';
import { ExportStatus, exportName } from '../exports/export-status.tsx';
import { exportFormats } from '../exports/formats.ts';
import { t } from '../i18n/i18n.ts';
import { laneName } from '../i18n/names.ts';

/** Files being written, one after the other, and those that are ready; not there as long as nothing was exported. */
export function ExportsSection() {
  const exports = useExports().data?.exports ?? [];
  const clear = useAction('exports.clearFinished');
  if (exports.length === 0) return null;
  return (
    <Section
      id="exports"
      title={t('Exports')}
      aside={
        exports.some(({ finishedAt }) => finishedAt !== null) ? (
          <Button
            size="small"
            sx={{ color: 'text.secondary' }}
            aria-label={t('Clear list of exports')}
            onClick={() => clear.mutate({}, { onError: notifyError })}
          >
            {t('Clear list')}
          </Button>
        ) : null
      }
    >
      <RowList label={t('Exports')}>
        {exports.map((one) => (
          <li key={one.id}>
            <ExportRow of={one} />
          </li>
        ))}
      </RowList>
    </Section>
  );
}

function ExportRow({ of }: { of: QueuedExport }) {
  const start = useAction('exports.start');
  const { takeId, settings, stage, projectId, projectName, finishedAt } = of;
  return (
    <Box
      component="article"
      aria-label={exportName(of)}
      sx={{ border: '1px solid', borderColor: 'divider', bgcolor: 'panel', borderRadius: '12px', padding: '12px 14px' }}
    >
      <Box sx={{ display: 'flex', alignItems: 'center', flexWrap: 'wrap', gap: '10px 20px' }}>
        <Box sx={{ flex: '1 1 200px', minWidth: 0 }}>
          <Typography
            variant="h3"
            component={Link}
            href={`/studio/${projectId}`}
            noWrap
            sx={{
              display: 'block',
              color: 'inherit',
              textDecoration: 'none',
              '&:hover': { textDecoration: 'underline' },
            }}
          >
            {projectName}
          </Typography>
          <Typography variant="caption" color="textSecondary" className="tabular" component="p" noWrap>
            {exportFormats[settings.format].label} · {laneName(stage)}
            {finishedAt === null ? '' : ` · ${formatAgo(finishedAt, Date.now())}`}
          </Typography>
        </Box>
        <Box sx={{ flex: '2 1 320px', minWidth: 0, display: 'flex' }}>
          <ExportStatus of={of} onRetry={() => start.mutate({ takeId, ...settings }, { onError: notifyError })} />
        </Box>
      </Box>
    </Box>
  );
}
