import Box from '@mui/material/Box';
import { useEffect, useRef, useState } from 'react';

/** Text that is edited where it stands: Enter or leaving saves, Escape gives up, an emptied field keeps the old text. */
export function EditableText({
  label,
  value,
  onSave,
  onEnd,
  autoFocus = false,
}: {
  label: string;
  value: string;
  onSave: (value: string) => void;
  /** Editing is over, saved or not. */
  onEnd?: () => void;
  autoFocus?: boolean;
}) {
  const [draft, setDraft] = useState(value);
  const isAbandoned = useRef(false);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => setDraft(value), [value]);
  useEffect(() => {
    if (autoFocus) field.current?.focus();
  }, [autoFocus]);
  return (
    <Box
      component="input"
      ref={field}
      aria-label={label}
      value={draft}
      maxLength={200}
      spellCheck={false}
      onChange={(event) => setDraft(event.target.value)}
      onFocus={(event) => event.target.select()}
      onKeyDown={(event) => {
        if (event.key === 'Escape') isAbandoned.current = true;
        if (event.key === 'Enter' || event.key === 'Escape') event.currentTarget.blur();
      }}
      onBlur={() => {
        const next = draft.trim();
        const isKept = !isAbandoned.current && next !== '' && next !== value;
        isAbandoned.current = false;
        setDraft(isKept ? next : value);
        if (isKept) onSave(next);
        onEnd?.();
      }}
      sx={(theme) => ({
        fieldSizing: 'content',
        minWidth: '6ch',
        maxWidth: 'min(46ch, 34vw)',
        font: 'inherit',
        fontSize: 14,
        fontWeight: 600,
        color: 'inherit',
        textOverflow: 'ellipsis',
        background: 'none',
        border: '1px solid transparent',
        borderRadius: '7px',
        padding: '3px 7px',
        transition: 'background-color 150ms, border-color 150ms',
        '&:hover': { backgroundColor: theme.vars.palette.raised },
        '&:focus': {
          outline: 'none',
          backgroundColor: theme.vars.palette.raised,
          borderColor: theme.vars.palette.selection,
        },
      })}
    />
  );
}
