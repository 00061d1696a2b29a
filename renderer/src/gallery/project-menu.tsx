import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import { useId, useState } from 'react';
import type { Project } from '../../../electron/contract/domain.ts';
import {
  CopyIcon,
  DownloadIcon,
  HeartFilledIcon,
  HeartIcon,
  MoreIcon,
  PencilIcon,
  StudioIcon,
  TagIcon,
  TrashIcon,
} from '../components/icons.tsx';
import { t } from '../i18n/i18n.ts';
import { projectActions } from './project-actions.ts';
import { useGalleryView } from './use-gallery-view.ts';

/** The three dots on a poster. The menu itself is made when it is opened. */
export function ProjectMenu({
  project,
  onRename,
  onOpen,
}: {
  project: Project;
  onRename: () => void;
  /** The menu is open, or no longer. */
  onOpen: (isOpen: boolean) => void;
}) {
  const [anchor, setOnlyAnchor] = useState<HTMLElement | null>(null);
  const setAnchor = (next: HTMLElement | null): void => {
    setOnlyAnchor(next);
    onOpen(next !== null);
  };
  const id = useId();
  return (
    <>
      <button
        type="button"
        className="over round"
        aria-label={t('More for {{name}}', { name: project.name })}
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        aria-controls={anchor ? id : undefined}
        onClick={(event) => setAnchor(event.currentTarget)}
      >
        <MoreIcon />
      </button>
      {anchor ? (
        <OpenMenu id={id} anchor={anchor} project={project} onRename={onRename} onClose={() => setAnchor(null)} />
      ) : null}
    </>
  );
}

function OpenMenu({
  id,
  anchor,
  project,
  onRename,
  onClose,
}: {
  id: string;
  anchor: HTMLElement;
  project: Project;
  onRename: () => void;
  onClose: () => void;
}) {
  const choose = (run: () => void) => () => {
    onClose();
    run();
  };
  return (
    <Menu id={id} anchorEl={anchor} open onClose={onClose}>
      <MenuItem onClick={choose(() => projectActions.open(project))}>
        <StudioIcon /> {t('Open')}
      </MenuItem>
      {/* Focus first leaves the menu: the name field must not lose it to the button again. */}
      <MenuItem onClick={choose(() => setTimeout(onRename, 0))}>
        <PencilIcon /> {t('Rename')}
      </MenuItem>
      <MenuItem onClick={choose(() => useGalleryView.setState({ tagging: project }))}>
        <TagIcon /> {t('Tags…')}
      </MenuItem>
      <MenuItem onClick={choose(() => projectActions.duplicate(project))}>
        <CopyIcon /> {t('Duplicate')}
      </MenuItem>
      <MenuItem onClick={choose(() => projectActions.exportFile(project))}>
        <DownloadIcon /> {t('Export as one file')}
      </MenuItem>
      <MenuItem onClick={choose(() => projectActions.toggleFavourite(project))}>
        {project.favourite ? <HeartFilledIcon /> : <HeartIcon />}
        {project.favourite ? t('Remove from favourites') : t('Add to favourites')}
      </MenuItem>
      <MenuItem onClick={choose(() => projectActions.moveToBin(project))}>
        <TrashIcon /> {t('Move to bin')}
      </MenuItem>
    </Menu>
  );
}
