import Box from '@mui/material/Box';
import { type ReactNode, useEffect, useState } from 'react';
import type { Project } from '../../../electron/contract/domain.ts';
import { mediaUrl } from '../api/client.ts';
import { useJobProgress } from '../api/progress.ts';
import { activeJobs, useJobs } from '../api/queries.ts';
import { formatClock } from '../components/format.ts';

/** A short wait, so that crossing the grid with the pointer does not start ten videos. Milliseconds. */
const hoverDelay = 120;

/** The picture of a project; plays its newest clip while `isActive`. Shows how far a running job is. */
export function Poster({ project, isActive }: { project: Project; isActive: boolean }) {
  const job = activeJobs(useJobs().data?.jobs ?? []).find((candidate) => candidate.projectId === project.id);
  const progress = useJobProgress(job?.id);
  const plays = useDelayed(isActive && project.proxy !== null && !prefersStillness(), hoverDelay);
  const picture = project.poster ?? progress?.preview ?? null;
  const fraction = progress?.fraction ?? job?.fraction ?? 0;

  return (
    <Box
      sx={{
        position: 'relative',
        aspectRatio: '1',
        borderRadius: '12px',
        overflow: 'hidden',
        bgcolor: 'well',
        isolation: 'isolate',
        '&::after': {
          content: '""',
          position: 'absolute',
          inset: 0,
          borderRadius: 'inherit',
          boxShadow: 'inset 0 0 0 1px rgba(255, 255, 255, 0.07)',
          pointerEvents: 'none',
        },
        '& > img, & > video': { position: 'absolute', inset: 0, width: '100%', height: '100%', objectFit: 'cover' },
      }}
    >
      {picture ? (
        <img src={mediaUrl(picture)} alt="" loading="lazy" decoding="async" draggable={false} />
      ) : (
        <WordsPoster project={project} />
      )}
      {plays && project.proxy ? (
        <video src={mediaUrl(project.proxy)} muted loop playsInline autoPlay aria-hidden="true" tabIndex={-1} />
      ) : null}
      {project.durationSeconds !== null && !job ? (
        <Badge>
          <Box component="svg" viewBox="0 0 8 8" aria-hidden="true" sx={{ width: 7, height: 7, fill: 'currentColor' }}>
            <path d="M1 .5v7L7 4z" />
          </Box>
          {formatClock(project.durationSeconds)}
        </Badge>
      ) : null}
      {job ? <Badge>{job.state === 'running' ? `${Math.floor(fraction * 100)} %` : 'waiting'}</Badge> : null}
      {job?.state === 'running' ? (
        <Box sx={{ position: 'absolute', insetInline: 0, bottom: 0, height: 3, bgcolor: 'rgba(12, 13, 15, 0.6)' }}>
          <Box
            sx={{ height: '100%', bgcolor: 'primary.main', transition: 'width 180ms linear' }}
            style={{ width: `${fraction * 100}%` }}
          />
        </Box>
      ) : null}
    </Box>
  );
}

function Badge({ children }: { children: ReactNode }) {
  return (
    <Box
      className="tabular"
      sx={{
        position: 'absolute',
        top: 10,
        left: 10,
        display: 'flex',
        alignItems: 'center',
        gap: '5px',
        height: 22,
        paddingInline: '9px',
        borderRadius: '11px',
        fontSize: 11.5,
        color: '#FFFFFF',
        backgroundColor: 'rgba(12, 13, 15, 0.62)',
        backdropFilter: 'blur(6px)',
      }}
    >
      {children}
    </Box>
  );
}

/** A project without a picture shows its words. */
function WordsPoster({ project }: { project: Project }) {
  return (
    <Box
      sx={(theme) => ({
        position: 'absolute',
        inset: 0,
        display: 'flex',
        alignItems: 'flex-end',
        padding: '18px',
        color: theme.vars.palette.text.secondary,
        fontSize: 15,
        lineHeight: 1.35,
        letterSpacing: '-0.01em',
        background: `radial-gradient(120% 90% at 80% 0%, color-mix(in srgb, ${theme.vars.palette.primary.main} 20%, transparent), transparent 60%), ${theme.vars.palette.well}`,
      })}
    >
      <Box
        component="span"
        sx={{ display: '-webkit-box', WebkitLineClamp: 5, WebkitBoxOrient: 'vertical', overflow: 'hidden' }}
      >
        {project.prompt || 'No picture yet'}
      </Box>
    </Box>
  );
}

function prefersStillness(): boolean {
  return window.matchMedia('(prefers-reduced-motion: reduce)').matches;
}

/** Follows `value` to true after a wait, and to false at once. */
function useDelayed(value: boolean, milliseconds: number): boolean {
  const [delayed, setDelayed] = useState(false);
  useEffect(() => {
    if (!value) return setDelayed(false);
    const timer = setTimeout(() => setDelayed(true), milliseconds);
    return () => clearTimeout(timer);
  }, [value, milliseconds]);
  return value && delayed;
}
