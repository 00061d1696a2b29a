import IconButton from '@mui/material/IconButton';
import type { Take } from '../../../../electron/contract/domain.ts';
import { StarFilledIcon, StarIcon } from '../../components/icons.tsx';
import { t } from '../../i18n/i18n.ts';

/** Marks a take as one to come back to. */
export function StarButton({
  take,
  name,
  tabIndex = 0,
  onStar,
}: {
  take: Take;
  name: string;
  tabIndex?: number;
  onStar: (take: Take) => void;
}) {
  return (
    <IconButton
      className={take.starred ? 'star starred' : 'star'}
      size="small"
      tabIndex={tabIndex}
      aria-label={t('Star {{name}}', { name })}
      aria-pressed={take.starred}
      onClick={() => onStar(take)}
      sx={{ padding: '3px', color: take.starred ? 'primary.main' : 'text.secondary' }}
    >
      {take.starred ? <StarFilledIcon sx={{ fontSize: 16 }} /> : <StarIcon sx={{ fontSize: 16 }} />}
    </IconButton>
  );
}
