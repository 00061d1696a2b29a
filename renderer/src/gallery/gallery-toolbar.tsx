import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import InputAdornment from '@mui/material/InputAdornment';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import OutlinedInput from '@mui/material/OutlinedInput';
import Typography from '@mui/material/Typography';
import { useEffect, useState } from 'react';
import { Link } from 'wouter';
import { CheckIcon, ChevronDownIcon, HeartFilledIcon, HeartIcon, SearchIcon, TrashIcon } from '../components/icons.tsx';
import { sortLabels, sorts, useGalleryView } from './use-gallery-view.ts';

/** Search is asked once the typing pauses. Milliseconds. */
const typingPause = 180;

/** Heading, search, favourites, sort and the way to the bin. */
export function GalleryToolbar({ total }: { total: number | undefined }) {
  const { search, favouritesOnly, sort } = useGalleryView();
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
        Projects
      </Typography>
      <OutlinedInput
        type="search"
        value={typed}
        onChange={(event) => setTyped(event.target.value)}
        placeholder="Search names and prompts"
        inputProps={{ 'aria-label': 'Search projects', maxLength: 500 }}
        startAdornment={
          <InputAdornment position="start">
            <SearchIcon sx={{ fontSize: 17, color: 'text.secondary' }} />
          </InputAdornment>
        }
        sx={{ width: 280, height: 34, paddingLeft: '10px', '& input': { paddingLeft: 0 } }}
      />
      <Button
        variant="outlined"
        size="small"
        aria-pressed={favouritesOnly}
        onClick={() => useGalleryView.setState({ favouritesOnly: !favouritesOnly })}
        startIcon={favouritesOnly ? <HeartFilledIcon sx={{ color: 'primary.main' }} /> : <HeartIcon />}
        sx={pill}
      >
        Favourites
      </Button>
      <Button
        variant="outlined"
        size="small"
        aria-haspopup="menu"
        aria-expanded={sortAnchor !== null}
        aria-label={`Sort: ${sortLabels[sort]}`}
        onClick={(event) => setSortAnchor(event.currentTarget)}
        endIcon={<ChevronDownIcon />}
        sx={pill}
      >
        {sortLabels[sort]}
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
            <Box sx={{ flex: 1 }}>{sortLabels[option]}</Box>
            {option === sort ? <CheckIcon sx={{ fontSize: 17 }} /> : null}
          </MenuItem>
        ))}
      </Menu>
      <Box sx={{ flex: 1 }} />
      <Typography variant="caption" color="textSecondary" className="tabular" role="status">
        {total === undefined ? '' : total === 1 ? '1 project' : `${total} projects`}
      </Typography>
      <Button component={Link} href="/bin" size="small" startIcon={<TrashIcon />} sx={{ color: 'text.secondary' }}>
        Bin
      </Button>
    </Box>
  );
}

const pill = {
  borderRadius: '16px',
  height: 32,
  paddingInline: '13px',
  color: 'text.secondary',
  '& svg': { fontSize: '16px !important' },
} as const;
