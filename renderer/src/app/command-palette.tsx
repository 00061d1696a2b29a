import Box from '@mui/material/Box';
import Dialog from '@mui/material/Dialog';
import InputBase from '@mui/material/InputBase';
import { useId, useState } from 'react';
import { useLocation } from 'wouter';
import { useAction, useProjects } from '../api/queries.ts';
import { type Command, useOfferedCommands } from '../components/commands.ts';
import { SearchIcon } from '../components/icons.tsx';
import { notifyError } from '../components/notices.ts';
import { t } from '../i18n/i18n.ts';
import { matchCommands } from './match-commands.ts';

/** Rows shown at once: more are a sign to type another letter. */
const shown = 9;

/** Ctrl/Cmd+K: any screen, any project, a few settings, by typing part of its name. */
export function CommandPalette({
  open,
  onClose,
  onShortcuts,
}: {
  open: boolean;
  onClose: () => void;
  onShortcuts: () => void;
}) {
  return (
    <Dialog
      open={open}
      onClose={onClose}
      maxWidth={false}
      sx={{ '& .MuiDialog-container': { alignItems: 'flex-start' } }}
      slotProps={{
        paper: { 'aria-label': t('Commands'), sx: { width: 'min(560px, calc(100vw - 48px))', marginTop: '14vh' } },
      }}
    >
      {open ? <Palette onClose={onClose} onShortcuts={onShortcuts} /> : null}
    </Dialog>
  );
}

function Palette({ onClose, onShortcuts }: { onClose: () => void; onShortcuts: () => void }) {
  const [query, setQuery] = useState('');
  const [active, setActive] = useState(0);
  const listId = useId();
  const found = matchCommands(useCommands(onShortcuts), query).slice(0, shown);
  const current = found[Math.min(active, found.length - 1)];
  const run = (command: Command | undefined): void => {
    if (!command) return;
    onClose();
    command.run();
  };

  return (
    <>
      <Box
        sx={{
          display: 'flex',
          alignItems: 'center',
          gap: '10px',
          padding: '12px 16px',
          borderBottom: '1px solid',
          borderColor: 'divider',
        }}
      >
        <SearchIcon sx={{ color: 'text.secondary' }} />
        <InputBase
          autoFocus
          fullWidth
          value={query}
          placeholder={t('Go to a screen or a project')}
          onChange={(event) => {
            setQuery(event.target.value);
            setActive(0);
          }}
          onKeyDown={(event) => {
            const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
            if (step !== 0) {
              event.preventDefault();
              setActive((Math.min(active, found.length - 1) + step + found.length) % Math.max(1, found.length));
            }
            if (event.key === 'Enter') {
              event.preventDefault();
              run(current);
            }
          }}
          inputProps={{
            role: 'combobox',
            'aria-label': t('Command'),
            'aria-expanded': true,
            'aria-controls': listId,
            'aria-activedescendant': current ? `${listId}-${current.id}` : undefined,
          }}
          sx={{ fontSize: 15 }}
        />
      </Box>
      <Box
        component="ul"
        role="listbox"
        id={listId}
        aria-label={t('Commands')}
        sx={{ listStyle: 'none', margin: 0, padding: '6px' }}
      >
        {found.map((command) => (
          <Box
            component="li"
            role="option"
            key={command.id}
            id={`${listId}-${command.id}`}
            aria-selected={command === current}
            onMouseMove={() => setActive(found.indexOf(command))}
            onClick={() => run(command)}
            sx={{
              display: 'flex',
              alignItems: 'baseline',
              gap: '12px',
              padding: '7px 11px',
              borderRadius: '8px',
              fontSize: 13.5,
              cursor: 'pointer',
              bgcolor: command === current ? 'raised' : 'transparent',
            }}
          >
            <Box
              sx={{
                flexShrink: 0,
                maxWidth: '60%',
                overflow: 'hidden',
                textOverflow: 'ellipsis',
                whiteSpace: 'nowrap',
              }}
            >
              {command.label}
            </Box>
            <Box
              sx={{
                color: 'text.secondary',
                fontSize: 12.5,
                overflow: 'hidden',
                textOverflow: 'ellipsis',
                whiteSpace: 'nowrap',
              }}
            >
              {command.hint}
            </Box>
          </Box>
        ))}
      </Box>
      {found.length === 0 ? (
        <Box role="status" sx={{ padding: '2px 18px 18px', color: 'text.secondary', fontSize: 13 }}>
          {t('Nothing is called that.')}
        </Box>
      ) : null}
    </>
  );
}

/** What the open screen offers, then screens, settings, and projects, newest first. */
function useCommands(onShortcuts: () => void): Command[] {
  const [, navigate] = useLocation();
  const offered = useOfferedCommands();
  const projects = useProjects({ limit: 500 }).data?.projects ?? [];
  const update = useAction('settings.update');
  const theme = (value: 'system' | 'dark' | 'light') => () => update.mutate({ theme: value }, { onError: notifyError });
  const goTo = (path: string) => () => navigate(path);
  return [
    ...offered,
    { id: 'gallery', label: t('Gallery'), hint: t('All projects, and a new one'), run: goTo('/') },
    { id: 'studio', label: t('Studio'), hint: t('The project you had open'), run: goTo('/studio') },
    { id: 'queue', label: t('Queue'), hint: t('What runs and what waits'), run: goTo('/queue') },
    { id: 'compare', label: t('Compare'), hint: t('Two takes side by side'), run: goTo('/compare') },
    { id: 'models', label: t('Models'), hint: t('Installed packs'), run: goTo('/models') },
    { id: 'settings', label: t('Settings'), hint: t('Device, disk, theme'), run: goTo('/settings') },
    { id: 'bin', label: t('Bin'), hint: t('Deleted projects'), run: goTo('/bin') },
    { id: 'shortcuts', label: t('Shortcuts'), hint: t('The list of keys'), run: onShortcuts },
    { id: 'dark', label: t('Dark theme'), hint: t('Appearance'), run: theme('dark') },
    { id: 'light', label: t('Light theme'), hint: t('Appearance'), run: theme('light') },
    { id: 'system', label: t('System theme'), hint: t('Appearance'), run: theme('system') },
    ...projects.map((project) => ({
      id: project.id,
      label: project.name,
      hint: project.prompt || t('Project'),
      run: goTo(`/studio/${project.id}`),
    })),
  ];
}
