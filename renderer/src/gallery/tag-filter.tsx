import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { useCall } from '../api/queries.ts';
import { CheckIcon, ChevronDownIcon, TagIcon } from '../components/icons.tsx';
import { t } from '../i18n/i18n.ts';
import { pill } from './pill.ts';
import { toggleTagFilter, useGalleryView } from './use-gallery-view.ts';

/** Which tags the gallery shows; not there as long as nothing is tagged. */
export function TagFilter() {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const chosen = useGalleryView(({ tags }) => tags);
  const known = useCall('projects.tags', {}).data?.tags ?? [];
  if (known.length === 0 && chosen.length === 0) return null;
  const isChosen = (tag: string): boolean => chosen.some((other) => other.toLowerCase() === tag.toLowerCase());
  return (
    <>
      <Button
        variant="outlined"
        size="small"
        aria-haspopup="menu"
        aria-expanded={anchor !== null}
        startIcon={<TagIcon />}
        endIcon={<ChevronDownIcon />}
        onClick={(event) => setAnchor(event.currentTarget)}
        sx={pill}
      >
        {t('Tags')}
      </Button>
      <Menu
        anchorEl={anchor}
        open={anchor !== null}
        onClose={() => setAnchor(null)}
        slotProps={{ paper: { sx: { maxHeight: 380, maxWidth: 320 } } }}
      >
        {known.map(({ tag, count }) => (
          <MenuItem
            key={tag}
            role="menuitemcheckbox"
            aria-checked={isChosen(tag)}
            selected={isChosen(tag)}
            onClick={() => toggleTagFilter(tag)}
          >
            <Box dir="auto" sx={{ flex: 1, minWidth: 90, overflow: 'hidden', textOverflow: 'ellipsis' }}>
              {tag}
            </Box>
            <Typography variant="caption" color="textSecondary" className="tabular" sx={{ ml: 3 }}>
              {count}
            </Typography>
            <CheckIcon sx={{ fontSize: 17, visibility: isChosen(tag) ? 'visible' : 'hidden' }} />
          </MenuItem>
        ))}
      </Menu>
    </>
  );
}
