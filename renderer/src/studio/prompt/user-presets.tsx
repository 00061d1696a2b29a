import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Popover from '@mui/material/Popover';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { type MouseEvent, useId, useRef, useState } from 'react';
import type { Preset } from '../../../../electron/contract/presets.ts';
import { useCall } from '../../api/queries.ts';
import { EditableText } from '../../components/editable-text.tsx';
import { BookmarkIcon, DownloadIcon, PencilIcon, TrashIcon } from '../../components/icons.tsx';
import { t } from '../../i18n/i18n.ts';
import { SavePreset } from './save-preset.tsx';
import { type PresetActions, usePresetActions } from './use-preset-actions.ts';

/** The person's own presets: a click uses one; save, rename, share and delete. */
export function UserPresets() {
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  const id = useId();
  return (
    <>
      <Tooltip title={t('Your presets')}>
        <IconButton
          aria-label={t('Your presets')}
          aria-haspopup="dialog"
          aria-expanded={anchor !== null}
          aria-controls={anchor ? id : undefined}
          onClick={(event: MouseEvent<HTMLElement>) => setAnchor(event.currentTarget)}
        >
          <BookmarkIcon sx={{ fontSize: 19 }} />
        </IconButton>
      </Tooltip>
      <Popover
        open={anchor !== null}
        anchorEl={anchor}
        onClose={() => setAnchor(null)}
        anchorOrigin={{ vertical: 'bottom', horizontal: 'right' }}
        transformOrigin={{ vertical: 'top', horizontal: 'right' }}
        slotProps={{ paper: { id, role: 'dialog', 'aria-label': t('Your presets'), sx: { width: 320, mt: 1 } } }}
      >
        <PresetList onUsed={() => setAnchor(null)} />
      </Popover>
    </>
  );
}

function PresetList({ onUsed }: { onUsed: () => void }) {
  const presets = useCall('presets.list', {}).data?.presets;
  const actions = usePresetActions();
  const [isSaving, setSaving] = useState(false);
  const saveButton = useRef<HTMLButtonElement>(null);
  const input = useRef<HTMLInputElement>(null);
  if (isSaving) return <SavePreset actions={actions} onEnd={() => setSaving(false)} />;
  return (
    <Box sx={{ display: 'grid', gap: 3, padding: '14px' }}>
      {presets?.length === 0 ? (
        <Typography variant="body2" color="text.secondary">
          {t(
            'Keep the models and parameters of all four lanes under a name, to use them again or to give them away as a file.',
          )}
        </Typography>
      ) : (
        <Box
          component="ul"
          aria-label={t('Presets')}
          sx={{
            listStyle: 'none',
            margin: '-4px',
            padding: 0,
            display: 'grid',
            gap: '2px',
            maxHeight: 280,
            overflowY: 'auto',
          }}
        >
          {presets?.map((preset) => (
            <PresetRow
              key={preset.id}
              preset={preset}
              actions={actions}
              onUsed={onUsed}
              onRemove={() => {
                // The button that was pressed goes with its row: without a place in the dialog, its keys would reach nobody.
                saveButton.current?.focus();
                actions.remove(preset);
              }}
            />
          ))}
        </Box>
      )}
      <Box sx={{ display: 'grid', gridTemplateColumns: '1fr 1fr', gap: 2 }}>
        <Button ref={saveButton} variant="contained" onClick={() => setSaving(true)}>
          {t('Save preset…')}
        </Button>
        <Button variant="outlined" onClick={() => input.current?.click()}>
          {t('Open a file')}
        </Button>
        <input
          ref={input}
          type="file"
          accept=".stillmotion-preset"
          aria-label={t('Preset file')}
          tabIndex={-1}
          className="visually-hidden"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) actions.open(file);
            event.target.value = '';
          }}
        />
      </Box>
    </Box>
  );
}

function PresetRow({
  preset,
  actions,
  onUsed,
  onRemove,
}: {
  preset: Preset;
  actions: PresetActions;
  onUsed: () => void;
  onRemove: () => void;
}) {
  const [isRenaming, setRenaming] = useState(false);
  const { name } = preset;
  const rowActions = [
    { label: t('Rename {{name}}', { name }), icon: <PencilIcon />, run: () => setRenaming(true) },
    { label: t('Save {{name}} as a file', { name }), icon: <DownloadIcon />, run: () => actions.save(preset) },
    { label: t('Delete {{name}}', { name }), icon: <TrashIcon />, run: onRemove },
  ];
  return (
    <Box
      component="li"
      sx={{
        display: 'flex',
        alignItems: 'center',
        borderRadius: '8px',
        '&:hover, &:focus-within': { bgcolor: 'raised' },
        '& svg': { fontSize: 16 },
      }}
    >
      {isRenaming ? (
        <Box sx={{ flex: 1, minWidth: 0, '& input': { width: '100%', fontSize: 13 } }}>
          <EditableText
            label={t('Name of the preset')}
            value={name}
            autoFocus
            onSave={(next) => actions.rename(preset, next)}
            onEnd={() => setRenaming(false)}
          />
        </Box>
      ) : (
        <Box
          component="button"
          type="button"
          aria-label={t('Use {{name}}', { name })}
          onClick={() => {
            onUsed();
            actions.use(preset);
          }}
          sx={{
            flex: 1,
            minWidth: 0,
            font: 'inherit',
            fontSize: 13,
            color: 'text.primary',
            background: 'none',
            border: 0,
            borderRadius: '8px',
            padding: '7px 8px',
            textAlign: 'left',
            cursor: 'pointer',
            overflow: 'hidden',
            textOverflow: 'ellipsis',
            whiteSpace: 'nowrap',
          }}
        >
          {name}
        </Box>
      )}
      {rowActions.map(({ label, icon, run }) => (
        <Tooltip key={label} title={label}>
          <IconButton size="small" aria-label={label} onClick={run}>
            {icon}
          </IconButton>
        </Tooltip>
      ))}
    </Box>
  );
}
