import Box from '@mui/material/Box';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { useIsMutating } from '@tanstack/react-query';
import { Link, useRoute } from 'wouter';
import { useLive } from '../api/progress.ts';
import { activeJobs, useAction, useJobs, useProject, useSystemInfo } from '../api/queries.ts';
import { EditableText } from '../components/editable-text.tsx';
import { BrandIcon } from '../components/icons.tsx';
import { notifyError } from '../components/notices.ts';
import { useTopBarSlot } from '../components/top-bar-slot.tsx';
import { t } from '../i18n/i18n.ts';

/** Project name, whether it is saved, the device, the queue, and what the screen puts at the end. */
export function TopBar() {
  const [, route] = useRoute('/studio/:projectId');
  return (
    <Box
      component="header"
      sx={{
        height: 44,
        flexShrink: 0,
        display: 'flex',
        alignItems: 'center',
        gap: 3,
        paddingRight: 3,
        borderBottom: '1px solid',
        borderColor: 'divider',
      }}
    >
      <Tooltip title="Stillmotion" placement="right">
        <Box
          component={Link}
          href="/"
          aria-label="Stillmotion"
          sx={(theme) => ({
            width: 56,
            display: 'grid',
            placeItems: 'center',
            color: theme.vars.palette.primary.main,
            ...theme.applyStyles('light', { color: theme.vars.palette.primary.dark }),
          })}
        >
          <BrandIcon sx={{ fontSize: 22 }} />
        </Box>
      </Tooltip>
      {route ? <ProjectName key={route.projectId} projectId={route.projectId} /> : null}
      <Box sx={{ flex: 1 }} />
      <DeviceChip />
      <QueueChip />
      <Box
        ref={(element: HTMLElement | null) => useTopBarSlot.setState({ element })}
        sx={{ display: 'flex', alignItems: 'center', gap: 2, '&:empty': { display: 'none' } }}
      />
    </Box>
  );
}

function ProjectName({ projectId }: { projectId: string }) {
  const project = useProject(projectId).data?.project;
  const rename = useAction('projects.update');
  const isSaving = useIsMutating() > 0;
  const isConnected = useLive((state) => state.connection === 'open');
  if (!project) return null;
  return (
    <Box sx={{ display: 'flex', alignItems: 'baseline', gap: 2, minWidth: 0, marginLeft: '-14px' }}>
      <EditableText
        label={t('Project name')}
        value={project.name}
        onSave={(name) => rename.mutate({ projectId, name }, { onError: notifyError })}
      />
      <Typography variant="caption" color="textSecondary" aria-live="off">
        {!isConnected ? t('not connected') : isSaving ? t('saving…') : t('saved')}
      </Typography>
    </Box>
  );
}

const chip = {
  display: 'inline-flex',
  alignItems: 'center',
  gap: '7px',
  height: 26,
  paddingInline: '11px',
  borderRadius: '13px',
  border: '1px solid',
  borderColor: 'divider',
  color: 'text.secondary',
  fontSize: 12.5,
  whiteSpace: 'nowrap',
  textDecoration: 'none',
  transition: 'color 150ms, border-color 150ms',
  '&:hover': { color: 'text.primary', borderColor: 'faint' },
} as const;

function DeviceChip() {
  const device = useSystemInfo().data?.device;
  const engine = useLive((state) => state.engine);
  const state = engine?.state ?? 'ready';
  const colour =
    state === 'crashed' ? 'error.main' : state === 'busy' || state === 'starting' ? 'primary.main' : 'success.main';
  const label = device?.label ?? engine?.device;
  if (!label) return null;
  const words = {
    starting: t('starting'),
    ready: t('ready'),
    busy: t('working'),
    stopped: t('resting'),
    crashed: t('restarting'),
  } as const;
  return (
    <Tooltip
      describeChild
      title={t('Engine {{state}}. {{reason}}', { state: words[state], reason: device?.reason ?? '' })}
    >
      <Box component={Link} href="/settings" sx={chip}>
        <Box sx={{ width: 7, height: 7, borderRadius: '50%', bgcolor: colour }} />
        {label}
        <span className="visually-hidden">, {words[state]}</span>
      </Box>
    </Tooltip>
  );
}

function QueueChip() {
  const jobs = activeJobs(useJobs().data?.jobs ?? []);
  const running = jobs.find((job) => job.state === 'running');
  const live = useLive((state) => (running ? state.progress[running.id] : undefined));
  const percent = running ? Math.floor((live?.fraction ?? running.fraction) * 100) : null;
  return (
    <Box component={Link} href="/queue" className="tabular" sx={chip}>
      {t('Queue')} {jobs.length}
      {percent === null ? null : (
        <Box
          component="span"
          sx={(theme) => ({
            color: theme.vars.palette.primary.main,
            ...theme.applyStyles('light', { color: theme.vars.palette.warning.main }),
          })}
        >
          {percent} %
        </Box>
      )}
    </Box>
  );
}
