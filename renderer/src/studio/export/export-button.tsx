import Button from '@mui/material/Button';
import { lazy, Suspense, useState } from 'react';
import { Link } from 'wouter';
import { useMenuCommand } from '../../api/events.ts';
import { TopBarActions } from '../../components/top-bar-slot.tsx';
import { t } from '../../i18n/i18n.ts';
import { useStudio } from '../studio-context.ts';

const ExportDialog = lazy(async () => ({ default: (await import('./export-dialog.tsx')).ExportDialog }));

/** The studio's buttons in the top bar. */
export function ExportButton() {
  const { lanes, project } = useStudio();
  const [isOpen, setOpen] = useState(false);
  const canExport = lanes.some((lane) => lane.take !== null);
  useMenuCommand('export', () => canExport && setOpen(true));
  return (
    <>
      <TopBarActions>
        <Button component={Link} href={`/compare?project=${project.id}`} variant="outlined">
          {t('Compare')}
        </Button>
        <Button
          variant="outlined"
          disabled={!canExport}
          onClick={() => setOpen(true)}
          sx={(theme) => ({
            borderColor: `color-mix(in srgb, ${theme.vars.palette.primary.main} 60%, transparent)`,
            color: theme.vars.palette.primary.main,
            ...theme.applyStyles('light', { color: theme.vars.palette.warning.main }),
          })}
        >
          {t('Export')}
        </Button>
      </TopBarActions>
      {isOpen && canExport ? (
        <Suspense fallback={null}>
          <ExportDialog onClose={() => setOpen(false)} />
        </Suspense>
      ) : null}
    </>
  );
}
