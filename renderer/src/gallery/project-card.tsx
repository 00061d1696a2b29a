import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { Link } from 'wouter';
import type { Project } from '../../../electron/contract/domain.ts';
import { useAction } from '../api/queries.ts';
import { EditableText } from '../components/editable-text.tsx';
import { formatAgo } from '../components/format.ts';
import { HeartFilledIcon, HeartIcon, RestoreIcon } from '../components/icons.tsx';
import { notify, notifyError } from '../components/notices.ts';
import { Poster } from './poster.tsx';
import { ProjectMenu } from './project-menu.tsx';
import { useProjectActions } from './use-project-actions.ts';

/** One project: its poster (which plays while pointed at), name, prompt, and what can be done with it. */
export function ProjectCard({ project, bin }: { project: Project; bin: boolean }) {
  const [isActive, setIsActive] = useState(false);
  const [isRenaming, setIsRenaming] = useState(false);
  const actions = useProjectActions(project);

  return (
    <Box
      onMouseEnter={() => setIsActive(true)}
      onMouseLeave={() => setIsActive(false)}
      onFocus={() => setIsActive(true)}
      onBlur={() => setIsActive(false)}
      onKeyDown={(event) => {
        // Keys of the menu, which React also brings here, are the menu's own.
        if (bin || isRenaming || !event.currentTarget.contains(event.target as Node)) return;
        if (event.key === 'Delete') actions.moveToBin();
        if (event.key === 'F2') setIsRenaming(true);
      }}
      sx={{
        '& .on-hover': { opacity: 0, transition: 'opacity 150ms' },
        '&:hover .on-hover, &:focus-within .on-hover': { opacity: 1 },
      }}
    >
      <Box sx={{ position: 'relative' }}>
        <Poster project={project} isActive={isActive} />
        {bin ? (
          <RestoreButton project={project} />
        ) : (
          <Box
            component={Link}
            href={`/studio/${project.id}`}
            aria-label={project.name}
            draggable={false}
            sx={(theme) => ({
              position: 'absolute',
              inset: 0,
              borderRadius: '12px',
              transition: 'box-shadow 150ms',
              '&:hover': {
                boxShadow: `0 0 0 2px ${theme.vars.palette.background.default}, 0 0 0 4px ${theme.vars.palette.primary.main}`,
              },
              '&:focus-visible': { outlineOffset: 3 },
            })}
          />
        )}
        {bin ? null : (
          <Box sx={{ position: 'absolute', top: 8, right: 8, display: 'flex', gap: '6px' }}>
            <ProjectMenu project={project} actions={actions} onRename={() => setIsRenaming(true)} sx={overPicture} />
            <Tooltip title={project.favourite ? 'Remove from favourites' : 'Add to favourites'}>
              <IconButton
                className={project.favourite ? undefined : 'on-hover'}
                aria-label="Favourite"
                aria-pressed={project.favourite}
                size="small"
                onClick={actions.toggleFavourite}
                sx={overPicture}
              >
                {project.favourite ? (
                  <HeartFilledIcon sx={{ color: '#FFB454', fontSize: 17 }} />
                ) : (
                  <HeartIcon sx={{ fontSize: 17 }} />
                )}
              </IconButton>
            </Tooltip>
          </Box>
        )}
      </Box>
      <Box sx={{ display: 'flex', alignItems: 'baseline', gap: 2, marginTop: '9px', minWidth: 0 }}>
        <Box sx={{ flex: 1, minWidth: 0 }}>
          {isRenaming ? (
            <EditableText
              label="Project name"
              value={project.name}
              autoFocus
              onSave={actions.rename}
              onEnd={() => setIsRenaming(false)}
            />
          ) : (
            <Typography variant="h3" component="p" noWrap title={project.name}>
              {project.name}
            </Typography>
          )}
        </Box>
        <Typography variant="caption" color="textSecondary" className="tabular" noWrap>
          {bin && project.deletedAt !== null
            ? formatAgo(project.deletedAt, Date.now())
            : project.takeCount === 1
              ? '1 take'
              : `${project.takeCount} takes`}
        </Typography>
      </Box>
      <Typography variant="caption" component="p" color="textSecondary" noWrap title={project.prompt}>
        {project.prompt || '\u00a0'}
      </Typography>
    </Box>
  );
}

const overPicture = {
  color: '#FFFFFF',
  backgroundColor: 'rgba(12, 13, 15, 0.62)',
  backdropFilter: 'blur(6px)',
  width: 30,
  height: 30,
  '&:hover': { color: '#FFFFFF', backgroundColor: 'rgba(12, 13, 15, 0.85)' },
} as const;

function RestoreButton({ project }: { project: Project }) {
  const restore = useAction('projects.restore');
  return (
    <Button
      variant="outlined"
      size="small"
      startIcon={<RestoreIcon sx={{ fontSize: 16 }} />}
      aria-label={`Restore ${project.name}`}
      onClick={() =>
        restore.mutate(
          { projectId: project.id },
          { onSuccess: () => notify(`“${project.name}” is back in the gallery`), onError: notifyError },
        )
      }
      sx={[overPicture, { position: 'absolute', left: 8, bottom: 8, width: 'auto', borderColor: 'transparent' }]}
    >
      Restore
    </Button>
  );
}
