import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import type { SxProps } from '@mui/material/styles';
import { useId, useState } from 'react';
import type { Project } from '../../../electron/contract/domain.ts';
import {
  CopyIcon,
  HeartFilledIcon,
  HeartIcon,
  MoreIcon,
  PencilIcon,
  StudioIcon,
  TrashIcon,
} from '../components/icons.tsx';
import type { ProjectActions } from './use-project-actions.ts';

/** The three dots on a poster. */
export function ProjectMenu({
  project,
  actions,
  onRename,
  sx,
}: {
  project: Project;
  actions: ProjectActions;
  onRename: () => void;
  sx: SxProps;
}) {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const id = useId();
  const close = () => setAnchor(null);
  const choose = (run: () => void) => () => {
    close();
    run();
  };
  return (
    <>
      <IconButton
        className={anchor ? undefined : 'on-hover'}
        aria-label={`More for ${project.name}`}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-controls={anchor ? id : undefined}
        size="small"
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={sx}
      >
        <MoreIcon sx={{ fontSize: 17 }} />
      </IconButton>
      <Menu id={id} anchorEl={anchor} open={anchor !== null} onClose={close}>
        <MenuItem onClick={choose(actions.open)}>
          <StudioIcon /> Open
        </MenuItem>
        {/* Focus first leaves the menu: the name field must not lose it to the button again. */}
        <MenuItem onClick={choose(() => setTimeout(onRename, 0))}>
          <PencilIcon /> Rename
        </MenuItem>
        <MenuItem onClick={choose(actions.duplicate)}>
          <CopyIcon /> Duplicate
        </MenuItem>
        <MenuItem onClick={choose(actions.toggleFavourite)}>
          {project.favourite ? <HeartFilledIcon /> : <HeartIcon />}
          {project.favourite ? 'Remove from favourites' : 'Add to favourites'}
        </MenuItem>
        <MenuItem onClick={choose(actions.moveToBin)}>
          <TrashIcon /> Move to bin
        </MenuItem>
      </Menu>
    </>
  );
}
