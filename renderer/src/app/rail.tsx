import Box from '@mui/material/Box';
import Tooltip from '@mui/material/Tooltip';
import type { ComponentType } from 'react';
import { Link, useLocation } from 'wouter';
import { CompareIcon, GalleryIcon, ModelsIcon, QueueIcon, SettingsIcon, StudioIcon } from '../components/icons.tsx';
import { phrase, t } from '../i18n/i18n.ts';

interface Place {
  readonly name: string;
  readonly path: string;
  readonly icon: ComponentType;
  readonly owns: (location: string) => boolean;
}

const under = (path: string) => (location: string) => location === path || location.startsWith(`${path}/`);

const places: readonly Place[] = [
  {
    name: phrase('Gallery'),
    path: '/',
    icon: GalleryIcon,
    owns: (location) => location === '/' || location === '/bin',
  },
  { name: phrase('Studio'), path: '/studio', icon: StudioIcon, owns: under('/studio') },
  { name: phrase('Queue'), path: '/queue', icon: QueueIcon, owns: under('/queue') },
  { name: phrase('Compare'), path: '/compare', icon: CompareIcon, owns: under('/compare') },
  { name: phrase('Models'), path: '/models', icon: ModelsIcon, owns: under('/models') },
];
const settings: Place = { name: phrase('Settings'), path: '/settings', icon: SettingsIcon, owns: under('/settings') };

/** The way between the screens. */
export function Rail() {
  const [location] = useLocation();
  return (
    <Box
      component="nav"
      aria-label={t('Main')}
      sx={{
        width: 56,
        flexShrink: 0,
        display: 'flex',
        flexDirection: 'column',
        alignItems: 'center',
        gap: '6px',
        paddingBlock: '10px',
        borderRight: '1px solid',
        borderColor: 'divider',
      }}
    >
      {places.map((place) => (
        <RailLink key={place.path} place={place} isCurrent={place.owns(location)} />
      ))}
      <Box sx={{ flex: 1 }} />
      <RailLink place={settings} isCurrent={settings.owns(location)} />
    </Box>
  );
}

function RailLink({ place, isCurrent }: { place: Place; isCurrent: boolean }) {
  const Icon = place.icon;
  return (
    <Tooltip title={t(place.name)} placement="right">
      <Box
        component={Link}
        href={place.path}
        aria-label={t(place.name)}
        aria-current={isCurrent ? 'page' : undefined}
        sx={(theme) => ({
          display: 'grid',
          placeItems: 'center',
          width: 36,
          height: 36,
          borderRadius: '9px',
          color: isCurrent ? theme.vars.palette.text.primary : theme.vars.palette.text.secondary,
          backgroundColor: isCurrent ? theme.vars.palette.raised : 'transparent',
          ...(isCurrent && { '& svg': { color: theme.vars.palette.primary.main } }),
          ...(isCurrent &&
            theme.applyStyles('light', {
              boxShadow: '0 1px 3px rgba(0, 0, 0, 0.12)',
              '& svg': { color: theme.vars.palette.primary.dark },
            })),
          transition: 'background-color 150ms, color 150ms',
          '&:hover': { color: theme.vars.palette.text.primary, backgroundColor: theme.vars.palette.raised },
        })}
      >
        <Icon />
      </Box>
    </Tooltip>
  );
}
