import Divider from '@mui/material/Divider';
import Menu, { type MenuProps } from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import type { ReactNode } from 'react';
import { useLocation } from 'wouter';
import type { Take } from '../../../../electron/contract/domain.ts';
import {
  CompareIcon,
  DiceIcon,
  DiffIcon,
  GridIcon,
  PencilIcon,
  StarFilledIcon,
  StarIcon,
  TrashIcon,
} from '../../components/icons.tsx';
import { keyName } from '../../components/shortcuts.ts';
import { t } from '../../i18n/i18n.ts';
import { laneName } from '../../i18n/names.ts';
import { useStudio } from '../studio-context.ts';

/** Where a menu opens: below a button, or under the pointer. */
export type MenuPlace = Pick<MenuProps, 'anchorEl'> | Pick<MenuProps, 'anchorReference' | 'anchorPosition'>;

/** Everything that can be done with a take. */
export function TakeMenu({
  take,
  place,
  onClose,
  onNote,
}: {
  take: Take;
  place: MenuPlace;
  onClose: () => void;
  onNote: () => void;
}) {
  const { actions, shown, show } = useStudio();
  const [, navigate] = useLocation();
  const choose = (run: () => void) => () => {
    onClose();
    run();
  };
  const other = shown && shown.id !== take.id ? shown : null;
  return (
    <Menu open onClose={onClose} {...place}>
      <Item icon={take.starred ? <StarFilledIcon /> : <StarIcon />} keys="S" onClick={choose(() => actions.star(take))}>
        {take.starred ? t('Take the star off') : t('Star')}
      </Item>
      {/* Focus first leaves the menu: the field must not lose it to the row again. */}
      <Item icon={<PencilIcon />} keys="N" onClick={choose(() => setTimeout(onNote, 0))}>
        {take.note === '' ? t('Write a note') : t('Edit the note')}
      </Item>
      <Divider />
      <Item icon={<DiceIcon />} keys="M" onClick={choose(() => actions.moreLike(take))}>
        {t('More like this')}
      </Item>
      <Item
        icon={<GridIcon />}
        onClick={choose(() => {
          actions.choose(take);
          show({ kind: 'newSweep', stage: take.stage });
        })}
      >
        {t('Sweep one setting of {{lane}}', { lane: laneName(take.stage) })}…
      </Item>
      <Divider />
      <Item
        icon={<DiffIcon />}
        keys="D"
        disabled={!other}
        onClick={choose(() => other && show({ kind: 'differences', pair: [other, take] }))}
      >
        {t('Differences from the shown take')}
      </Item>
      <Item
        icon={<CompareIcon />}
        disabled={!other}
        onClick={choose(() => other && navigate(comparePath(other, take)))}
      >
        {t('Compare with the shown take')}
      </Item>
      <Divider />
      <Item icon={<TrashIcon />} keys="Delete" onClick={choose(() => actions.remove(take))}>
        {t('Delete')}
      </Item>
    </Menu>
  );
}

/** Two takes side by side on the Compare screen. */
export function comparePath(a: Take, b: Take): string {
  return `/compare?project=${a.projectId}&a=${a.id}&b=${b.id}`;
}

function Item({
  icon,
  keys,
  children,
  ...rest
}: {
  icon: ReactNode;
  keys?: string;
  disabled?: boolean;
  onClick: () => void;
  children: ReactNode;
}) {
  return (
    <MenuItem {...rest} aria-keyshortcuts={keys}>
      {icon}
      <span style={{ flex: 1 }}>{children}</span>
      {keys === undefined ? null : (
        <span aria-hidden="true" style={{ fontSize: 12, opacity: 0.7, marginLeft: 20 }}>
          {keyName(keys)}
        </span>
      )}
    </MenuItem>
  );
}
