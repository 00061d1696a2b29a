import InputBase from '@mui/material/InputBase';
import { useRef, useState } from 'react';
import { maxNoteLength } from '../../../../electron/contract/domain.ts';
import { t } from '../../i18n/i18n.ts';

/** A note being written where it stands: Enter or leaving keeps it, Shift+Enter is a new line, Escape gives up. */
export function NoteField({ note, onEnd }: { note: string; onEnd: (note: string | null) => void }) {
  const [text, setText] = useState(note);
  const isAbandoned = useRef(false);
  return (
    <InputBase
      autoFocus
      multiline
      fullWidth
      maxRows={6}
      value={text}
      placeholder={t('What is it about this take?')}
      onChange={(event) => setText(event.target.value)}
      onFocus={({ target }) => target.setSelectionRange(target.value.length, target.value.length)}
      onKeyDown={(event) => {
        // Letters are text here, not keys of the list.
        event.stopPropagation();
        if (event.key === 'Escape') isAbandoned.current = true;
        if (event.key !== 'Escape' && (event.key !== 'Enter' || event.shiftKey)) return;
        event.preventDefault();
        event.currentTarget.blur();
      }}
      onBlur={() => onEnd(isAbandoned.current || text.trim() === note ? null : text.trim())}
      inputProps={{ 'aria-label': t('Note'), maxLength: maxNoteLength }}
      sx={(theme) => ({
        fontSize: 12.5,
        lineHeight: 1.4,
        padding: '5px 8px',
        borderRadius: '7px',
        border: `1px solid ${theme.vars.palette.selection}`,
        backgroundColor: theme.vars.palette.well,
      })}
    />
  );
}
