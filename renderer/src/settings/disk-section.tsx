import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { Link } from 'wouter';
import type { SystemInfo } from '../../../electron/contract/domain.ts';
import type { StudioError } from '../../../electron/contract/errors.ts';
import { useProjects } from '../api/queries.ts';
import { ConfirmDialog } from '../components/confirm-dialog.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { formatBytes } from '../components/format.ts';
import { Section } from '../components/screen.tsx';
import { useEmptyBin } from '../components/use-empty-bin.ts';
import { t } from '../i18n/i18n.ts';
import { Row, Rows } from './row.tsx';

/** Projects shown before the list is opened in full. */
const shown = 6;

/** Where the library lies, how large it is, what takes the room, and the bin. */
export function DiskSection({ system, error }: { system: SystemInfo | undefined; error: StudioError | null }) {
  const [asks, setAsks] = useState(false);
  const [showsAll, setShowsAll] = useState(false);
  const { emptyBin, isPending } = useEmptyBin();
  const binned = useProjects({ deleted: true, limit: 1 }).data?.total ?? 0;
  if (error) {
    return (
      <Section title={t('Disk')} id="disk">
        <ErrorNotice error={error} />
      </Section>
    );
  }
  if (!system) {
    return (
      <Section title={t('Disk')} id="disk">
        <Skeleton variant="rounded" height={180} sx={{ borderRadius: '12px' }} />
      </Section>
    );
  }
  const projects = [...system.projects].sort((a, b) => b.bytes - a.bytes);
  const largest = projects[0]?.bytes ?? 0;
  return (
    <Section title={t('Disk')} id="disk">
      <Rows>
        <Row label={t('Home folder')} help={system.home}>
          <Typography variant="body2" color="textSecondary" className="tabular">
            {t('{{used}} used · {{free}} free', {
              used: formatBytes(system.disk.libraryBytes),
              free: formatBytes(system.disk.freeBytes),
            })}
          </Typography>
        </Row>
        {projects.length > 0 ? (
          <Box sx={{ padding: '14px 18px' }}>
            <Box
              component="ul"
              aria-label={t('Disk use by project')}
              sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: '7px' }}
            >
              {(showsAll ? projects : projects.slice(0, shown)).map((project) => (
                <Box
                  component="li"
                  key={project.projectId}
                  sx={{
                    display: 'grid',
                    gridTemplateColumns: 'minmax(0, 220px) 1fr 76px',
                    alignItems: 'center',
                    gap: 4,
                    fontSize: 13,
                  }}
                >
                  <Box
                    component={Link}
                    href={`/studio/${project.projectId}`}
                    sx={{
                      color: 'inherit',
                      textDecoration: 'none',
                      overflow: 'hidden',
                      textOverflow: 'ellipsis',
                      whiteSpace: 'nowrap',
                      '&:hover': { textDecoration: 'underline' },
                    }}
                  >
                    {project.name}
                  </Box>
                  <Box aria-hidden="true" sx={{ height: 4, borderRadius: 2, bgcolor: 'divider' }}>
                    <Box
                      sx={{ height: '100%', minWidth: 2, borderRadius: 2, bgcolor: 'text.secondary' }}
                      style={{ width: `${largest > 0 ? (project.bytes / largest) * 100 : 0}%` }}
                    />
                  </Box>
                  <Box className="tabular" sx={{ textAlign: 'right', color: 'text.secondary' }}>
                    {formatBytes(project.bytes)}
                  </Box>
                </Box>
              ))}
            </Box>
            {projects.length > shown ? (
              <Button
                size="small"
                sx={{ mt: 2, ml: -2, color: 'text.secondary' }}
                onClick={() => setShowsAll(!showsAll)}
              >
                {showsAll ? t('Show fewer') : t('Show all {{count}}', { count: projects.length })}
              </Button>
            ) : null}
          </Box>
        ) : null}
        <Row
          label={t('Bin')}
          help={binned === 0 ? t('Empty.') : t('{{count}} projects wait in the bin.', { count: binned })}
        >
          <Box sx={{ display: 'flex', gap: 2 }}>
            <Button component={Link} href="/bin">
              {t('Open bin')}
            </Button>
            <Button variant="outlined" disabled={binned === 0 || isPending} onClick={() => setAsks(true)}>
              {t('Empty bin')}
            </Button>
          </Box>
        </Row>
      </Rows>
      <ConfirmDialog
        open={asks}
        title={t('Delete everything in the bin for good?')}
        text={t('Its pictures and videos are removed from this disk. This cannot be undone.')}
        confirmLabel={t('Delete for good')}
        onClose={() => setAsks(false)}
        onConfirm={emptyBin}
      />
    </Section>
  );
}
