import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import { type KeyboardEvent, memo, useState } from 'react';
import type { Take } from '../../../../electron/contract/domain.ts';
import { MoreIcon } from '../../components/icons.tsx';
import { TakePicture } from '../../components/take-picture.tsx';
import { t } from '../../i18n/i18n.ts';
import { laneName } from '../../i18n/names.ts';
import type { StudioModel } from '../studio-context.ts';
import { StarButton } from './star-button.tsx';
import { type MenuPlace, TakeMenu } from './take-menu.tsx';
import { NoteField } from './take-note.tsx';

const dim = { fontSize: 11.5, lineHeight: 1.35, color: 'text.secondary' } as const;

/** None of it changes while somebody types a prompt: a thousand rows would be drawn anew with every letter. */
export interface TakeRowProps extends Pick<StudioModel, 'actions' | 'shown' | 'show'> {
  readonly take: Take;
  /** In its lane, counted from 1. */
  readonly number: number;
  readonly isCurrent: boolean;
  /** The one row of the list that Tab reaches. */
  readonly isActive: boolean;
  readonly onActive: (takeId: string) => void;
}

/** One take: its picture, what it is called, its star and note. Shift-click tells how it differs from the take that is shown. */
export const TakeRow = memo(function TakeRow({
  take,
  number,
  isCurrent,
  isActive,
  onActive,
  actions,
  shown,
  show,
}: TakeRowProps) {
  const [menu, setMenu] = useState<MenuPlace | null>(null);
  const [isWriting, setWriting] = useState(false);
  const lane = laneName(take.stage);
  const isShown = take.id === shown?.id;
  const called = t('{{lane}} take {{number}}', { lane, number });
  const tabIndex = isActive ? 0 : -1;
  const differences = (): void => {
    if (shown && shown.id !== take.id) show({ kind: 'differences', pair: [shown, take] });
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === 'Delete') actions.remove(take);
    else if (event.key === 's') actions.star(take);
    else if (event.key === 'n') setWriting(true);
    else if (event.key === 'm') actions.moreLike(take);
    else if (event.key === 'd') differences();
    else return;
    event.preventDefault();
  };

  return (
    <Box
      onContextMenu={(event) => {
        event.preventDefault();
        const { left, bottom } = event.currentTarget.getBoundingClientRect();
        // From the keyboard there is no pointer.
        const isPointed = event.clientX !== 0 || event.clientY !== 0;
        const anchorPosition = isPointed
          ? { left: event.clientX, top: event.clientY }
          : { left: left + 24, top: bottom - 8 };
        setMenu({ anchorReference: 'anchorPosition', anchorPosition });
      }}
    >
      <Box
        sx={(theme) => ({
          display: 'flex',
          alignItems: 'center',
          borderRadius: '8px',
          backgroundColor: isShown ? theme.vars.palette.raised : 'transparent',
          '&:hover': { backgroundColor: theme.vars.palette.raised },
          '& .more, & .star:not(.starred)': { opacity: 0 },
          '&:hover :is(.more, .star), &:focus-within :is(.more, .star)': { opacity: 1 },
        })}
      >
        <Box
          component="button"
          type="button"
          data-take={take.id}
          tabIndex={tabIndex}
          aria-current={isCurrent}
          // What is read on it comes first, word for word.
          aria-label={[
            take.seed === null
              ? called
              : t('{{lane}} take {{number}}, seed {{seed}}', { lane, number, seed: take.seed }),
            ...(take.note === '' ? [] : [take.note]),
            ...(take.starred ? [t('starred')] : []),
          ].join(', ')}
          aria-keyshortcuts="S N M D Delete"
          title={take.prompt}
          onFocus={() => onActive(take.id)}
          onClick={(event) => (event.shiftKey ? differences() : actions.choose(take))}
          onKeyDown={onKeyDown}
          sx={(theme) => ({
            flex: 1,
            minWidth: 0,
            display: 'flex',
            alignItems: 'center',
            gap: '9px',
            padding: '3px',
            font: 'inherit',
            textAlign: 'left',
            color: 'inherit',
            background: 'none',
            border: 0,
            borderRadius: '8px',
            cursor: 'pointer',
            '& .thumbnail': {
              width: 44,
              flexShrink: 0,
              borderRadius: '6px',
              overflow: 'hidden',
              opacity: isCurrent ? 1 : 0.72,
              outline: isShown ? `2px solid ${theme.vars.palette.selection}` : 'none',
            },
            '&:hover .thumbnail, &:focus-visible .thumbnail': { opacity: 1 },
          })}
        >
          <span className="thumbnail">
            <TakePicture take={take} />
          </span>
          <Box component="span" sx={{ minWidth: 0, display: 'grid', gap: '1px' }}>
            <Box
              component="span"
              className="tabular"
              sx={{ fontSize: 12.5, lineHeight: 1.35, fontWeight: isCurrent ? 550 : 400, whiteSpace: 'nowrap' }}
            >
              {called}
            </Box>{' '}
            {take.seed === null ? null : (
              <Box component="span" className="tabular" sx={dim}>
                {t('seed {{seed}}', { seed: take.seed })}
              </Box>
            )}{' '}
            {take.note === '' || isWriting ? null : (
              <Box
                component="span"
                dir="auto"
                sx={{
                  ...dim,
                  color: 'text.primary',
                  display: '-webkit-box',
                  WebkitLineClamp: 2,
                  WebkitBoxOrient: 'vertical',
                  overflow: 'hidden',
                  overflowWrap: 'anywhere',
                }}
              >
                {take.note}
              </Box>
            )}
          </Box>
        </Box>
        <StarButton take={take} name={called} tabIndex={tabIndex} onStar={actions.star} />
        <IconButton
          className="more"
          size="small"
          tabIndex={tabIndex}
          aria-label={t('More for {{name}}', { name: called })}
          aria-haspopup="menu"
          onClick={(event) => setMenu({ anchorEl: event.currentTarget })}
          sx={{ padding: '3px', mr: '2px' }}
        >
          <MoreIcon sx={{ fontSize: 16 }} />
        </IconButton>
      </Box>
      {isWriting ? (
        <Box sx={{ padding: '2px 2px 4px 56px' }}>
          <NoteField
            note={take.note}
            onEnd={(note) => {
              setWriting(false);
              if (note !== null) actions.note(take, note);
            }}
          />
        </Box>
      ) : null}
      {menu ? (
        <TakeMenu take={take} place={menu} onClose={() => setMenu(null)} onNote={() => setWriting(true)} />
      ) : null}
    </Box>
  );
});
