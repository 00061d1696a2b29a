import Box from '@mui/material/Box';
import type { Job, MediaRef } from '../../../electron/contract/domain.ts';
import { mediaUrl } from '../api/client.ts';
import { useProjects } from '../api/queries.ts';
import { FilmIcon } from '../components/icons.tsx';

/** What the job is drawing now, else the poster of its project. */
export function JobPicture({ job, preview }: { job: Job; preview: MediaRef | null }) {
  const projects = useProjects({ limit: 200 }).data?.projects;
  const picture = preview ?? projects?.find((project) => project.id === job.projectId)?.poster ?? null;
  return (
    <Box
      sx={{
        width: 68,
        height: 68,
        flexShrink: 0,
        borderRadius: '9px',
        overflow: 'hidden',
        display: 'grid',
        placeItems: 'center',
        bgcolor: 'well',
        color: 'text.secondary',
        '& img': { width: '100%', height: '100%', objectFit: 'cover' },
      }}
    >
      {picture ? <img src={mediaUrl(picture)} alt="" draggable={false} /> : <FilmIcon />}
    </Box>
  );
}
