import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import InputAdornment from '@mui/material/InputAdornment';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import OutlinedInput from '@mui/material/OutlinedInput';
import Typography from '@mui/material/Typography';
import { memo, useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import {
  CheckIcon,
  ChevronDownIcon,
  CloseIcon,
  HeartFilledIcon,
  HeartIcon,
  SearchIcon,
  TrashIcon,
  UploadIcon,
} from '../components/icons.tsx';
import { t } from '../i18n/i18n.ts';
import { pill } from './pill.ts';
import { TagFilter } from './tag-filter.tsx';
import { sortLabels, sorts, toggleTagFilter, useGalleryView } from './use-gallery-view.ts';
import { startWithFile } from './use-start.ts';

/** Search is asked once the typing pauses. Milliseconds. */
const typingPause = 180;

/** Heading, search, favourites, tags, sort, and the ways in and to the bin. */
export const GalleryToolbar = memo(function GalleryToolbar({ total }: { total: number | undefined }) {
  const { search, favouritesOnly, tags, sort } = useGalleryView();
  const fileInput = useRef<HTMLInputElement>(null);
  const [typed, setTyped] = useState(search);
  const [sortAnchor, setSortAnchor] = useState<HTMLElement | null>(null);

  useEffect(() => {
    const timer = setTimeout(() => useGalleryView.setState({ search: typed.trim() }), typingPause);
    return () => clearTimeout(timer);
  }, [typed]);
  useEffect(() => {
    if (search === '') setTyped((old) => (old.trim() === '' ? old : ''));
  }, [search]);

  return (
    <Box
      sx={{
        display: 'flex',
        flexWrap: 'wrap',
        alignItems: 'center',
        gap: '12px',
        marginTop: '34px',
        marginBottom: '16px',
      }}
    >
      <Typography variant="h2" component="h1">
        {t('Projects')}
      </Typography>
      <OutlinedInput
        type="search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        placeholder={t('Search names, prompts, tags')}
        inputProps={{ 'aria-label': t('Search projects'), maxLength: 500 }}
        startAdornment={
          <InputAdornment position="start">
            <SearchIcon sx={{ fontSize: 17, color: 'text.secondary' }} />
          </InputAdornment>
        }
        sx={{
          flex: '1 1 180px',
          maxWidth: 280,
          height: 34,
          paddingLeft: '10px',
          '& input': { paddingLeft: 0, textOverflow: 'ellipsis' },
        }}
      />
      <Button
        variant="outlined"
        size="small"
        aria-pressed={favouritesOnly}
        onClick={() => useGalleryView.setState({ favouritesOnly: !favouritesOnly })}
        startIcon={favouritesOnly ? <HeartFilledIcon sx={{ color: 'primary.main' }} /> : <HeartIcon />}
        sx={pill}
      >
        {t('Favourites')}
      </Button>
      <TagFilter />
      <Button
        variant="outlined"
        size="small"
        aria-haspopup="menu"
        aria-expanded={sortAnchor !== null}
        aria-label={t('Sort: {{order}}', { order: t(sortLabels[sort]) })}
        onClick={(event) => setSortAnchor(event.currentTarget)}
        endIcon={<ChevronDownIcon />}
        sx={pill}
      >
        {t(sortLabels[sort])}
      </Button>
      <Menu anchorEl={sortAnchor} open={sortAnchor !== null} onClose={() => setSortAnchor(null)}>
        {sorts.map((option) => (
          <MenuItem
            key={option}
            selected={option === sort}
            onClick={() => {
              useGalleryView.setState({ sort: option });
              setSortAnchor(null);
            }}
          >
            <Box sx={{ flex: 1 }}>{t(sortLabels[option])}</Box>
            {option === sort ? <CheckIcon sx={{ fontSize: 17 }} /> : null}
          </MenuItem>
        ))}
      </Menu>
      <Box sx={{ flex: '1 0 0' }} />
      <Typography variant="caption" color="textSecondary" className="tabular" role="status">
        {total === undefined ? '' : t('{{count, number}} projects', { count: total })}
      </Typography>
      <Button
        size="small"
        startIcon={<UploadIcon />}
        sx={{ color: 'text.secondary' }}
        onClick={() => fileInput.current?.click()}
      >
        {t('Import')}
      </Button>
      <input
        ref={fileInput}
        type="file"
        accept=".stillmotion"
        aria-label={t('Project file')}
        className="visually-hidden"
        tabIndex={-1}
        onChange={(event) => {
          const file = event.target.files?.[0];
          event.target.value = '';
          if (file) void startWithFile(file, '');
        }}
      />
      <Button component={Link} href="/bin" size="small" startIcon={<TrashIcon />} sx={{ color: 'text.secondary' }}>
        {t('Bin')}
      </Button>
      {tags.length > 0 ? (
        <Box
          component="ul"
          aria-label={t('Shown tags')}
          sx={{
            listStyle: 'none',
            margin: 0,
            padding: 0,
            width: '100%',
            display: 'flex',
            flexWrap: 'wrap',
            gap: '8px',
          }}
        >
          {tags.map((tag) => (
            <li key={tag}>
              <Button
                size="small"
                variant="outlined"
                aria-label={t('Stop filtering by {{tag}}', { tag })}
                endIcon={<CloseIcon />}
                onClick={() => toggleTagFilter(tag)}
                sx={[pill, { height: 28, color: 'text.primary' }]}
              >
                <Box
                  component="span"
                  dir="auto"
                  sx={{ maxWidth: 220, overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}
                >
                  {tag}
                </Box>
              </Button>
            </li>
          ))}
        </Box>
      ) : null}
    </Box>
  );
});
