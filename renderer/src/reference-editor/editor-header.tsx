import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { CloseIcon, RedoIcon, UndoIcon } from '../components/icons.tsx';
import { t } from '../i18n/i18n.ts';
import type { Editing } from './use-editor.ts';

/** Leaves, undoes, saves. */
export function EditorHeader({
  editing,
  onClose,
  saveLabel,
  canSave,
  isSaving,
  onSave,
}: {
  editing: Editing;
  onClose: () => void;
  saveLabel: string;
  canSave: boolean;
  isSaving: boolean;
  onSave: () => void;
}) {
  return (
    <Box
      component="header"
      sx={{
        height: 48,
        flexShrink: 0,
        display: 'flex',
        alignItems: 'center',
        gap: 2,
        paddingInline: 3,
        borderBottom: '1px solid',
        borderColor: 'divider',
      }}
    >
      <Tooltip title={t('Back to the studio (Esc)')}>
        <IconButton aria-label={t('Close the editor')} onClick={onClose}>
          <CloseIcon />
        </IconButton>
      </Tooltip>
      <Typography variant="h3" component="h1">
        {t('Edit reference')}
      </Typography>
      <Box sx={{ flex: 1 }} />
      <UndoButtons editing={editing} />
      <Box sx={{ flex: 1 }} />
      <Typography variant="caption" color="text.secondary" sx={{ display: { xs: 'none', md: 'block' } }}>
        {t('The picture you started from stays')}
      </Typography>
      <Button variant="contained" disabled={!canSave} loading={isSaving} onClick={onSave}>
        {saveLabel}
      </Button>
    </Box>
  );
}

function UndoButtons({ editing }: { editing: Editing }) {
  return (
    <>
      <Tooltip title={t('Undo')}>
        <span>
          <IconButton aria-label={t('Undo')} disabled={!editing.canUndo} onClick={editing.undo}>
            <UndoIcon />
          </IconButton>
        </span>
      </Tooltip>
      <Tooltip title={t('Redo')}>
        <span>
          <IconButton aria-label={t('Redo')} disabled={!editing.canRedo} onClick={editing.redo}>
            <RedoIcon />
          </IconButton>
        </span>
      </Tooltip>
    </>
  );
}
