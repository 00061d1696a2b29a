import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Typography from '@mui/material/Typography';
import { useMemo } from 'react';
import { useLocation } from 'wouter';
import type { Take } from '../../../../electron/contract/domain.ts';
import { stageIds } from '../../../../electron/contract/geometry.ts';
import { mediaUrl } from '../../api/client.ts';
import { TrashIcon } from '../../components/icons.tsx';
import { t } from '../../i18n/i18n.ts';
import { laneName } from '../../i18n/names.ts';
import { takesOfStage, takeTree } from '../chain.ts';
import { useStudio } from '../studio-context.ts';

/** Every take of the project as a tree of thumbnails: a row starts with a reference, then what was made from it. */
export function TakesList() {
  const { takes, chain, shown } = useStudio();
  const entries = useMemo(() => takeTree(takes), [takes]);
  const numbers = useMemo(
    () =>
      new Map(
        stageIds.flatMap((stage) => takesOfStage(takes, stage).map((take, index) => [take.id, index + 1] as const)),
      ),
    [takes],
  );
  const current = new Set(stageIds.flatMap((stage) => chain[stage]?.id ?? []));
  if (takes.length === 0) return null;
  return (
    <Box>
      <Box sx={{ display: 'flex', justifyContent: 'space-between', mb: '6px' }}>
        <Typography variant="body2" color="text.secondary">
          {t('Takes')}
        </Typography>
        <Typography variant="body2" color="text.secondary" className="tabular">
          {takes.length}
        </Typography>
      </Box>
      <Box
        component="ul"
        aria-label={t('Takes')}
        sx={{
          listStyle: 'none',
          margin: 0,
          padding: 0,
          display: 'grid',
          gridTemplateColumns: 'repeat(auto-fill, minmax(56px, 1fr))',
          gap: '6px',
        }}
      >
        {entries.map(({ take, depth }) => (
          <Box component="li" key={take.id} sx={depth === 0 ? { gridColumnStart: 1 } : {}}>
            <TakeThumbnail
              take={take}
              number={numbers.get(take.id) ?? 1}
              isCurrent={current.has(take.id)}
              isShown={take.id === shown?.id}
            />
          </Box>
        ))}
      </Box>
    </Box>
  );
}

function TakeThumbnail({
  take,
  number,
  isCurrent,
  isShown,
}: {
  take: Take;
  number: number;
  isCurrent: boolean;
  isShown: boolean;
}) {
  const { actions, shown } = useStudio();
  const [, navigate] = useLocation();
  const lane = laneName(take.stage);
  return (
    <Box sx={{ position: 'relative', '&:hover .delete, &:focus-within .delete': { opacity: 1 } }}>
      <Box
        component="button"
        type="button"
        aria-current={isCurrent}
        aria-label={
          take.seed === null
            ? t('{{lane}} take {{number}}', { lane, number })
            : t('{{lane}} take {{number}}, seed {{seed}}', { lane, number, seed: take.seed })
        }
        title={`${take.prompt}\n${t('Shift-click compares it with the take that is shown.')}`}
        onClick={(event) => {
          if (event.shiftKey && shown) navigate(`/compare?project=${take.projectId}&a=${shown.id}&b=${take.id}`);
          else actions.choose(take);
        }}
        onKeyDown={(event) => {
          if (event.key === 'Delete') actions.remove(take);
        }}
        sx={(theme) => ({
          display: 'block',
          width: '100%',
          aspectRatio: '1',
          padding: 0,
          border: 0,
          borderRadius: '6px',
          overflow: 'hidden',
          cursor: 'pointer',
          position: 'relative',
          backgroundColor: theme.vars.palette.well,
          outline: isShown
            ? `2px solid ${theme.vars.palette.selection}`
            : isCurrent
              ? `1px solid ${theme.vars.palette.text.secondary}`
              : 'none',
          outlineOffset: isShown ? 0 : -1,
          '& img': { opacity: isCurrent ? 1 : 0.66, transition: 'opacity 150ms ease-out' },
          '&:hover img': { opacity: 1 },
        })}
      >
        <Box
          component="img"
          src={mediaUrl(take.poster)}
          alt=""
          loading="lazy"
          draggable={false}
          sx={{ width: '100%', height: '100%', objectFit: 'cover', display: 'block' }}
        />
        <Box
          component="span"
          sx={{
            position: 'absolute',
            insetInline: 0,
            bottom: 0,
            padding: '10px 4px 3px',
            fontSize: 10,
            lineHeight: 1,
            textAlign: 'left',
            color: '#fff',
            background: 'linear-gradient(transparent, rgba(0, 0, 0, 0.72))',
          }}
        >
          {lane}
        </Box>
      </Box>
      <IconButton
        className="delete"
        size="small"
        tabIndex={-1}
        aria-label={t('Delete {{lane}} take {{number}}', { lane, number })}
        onClick={() => actions.remove(take)}
        sx={{
          position: 'absolute',
          top: 3,
          right: 3,
          padding: '3px',
          opacity: 0,
          color: '#fff',
          backgroundColor: 'rgba(12, 13, 15, 0.66)',
          transition: 'opacity 150ms ease-out',
          '&:hover': { color: '#fff', backgroundColor: 'rgba(12, 13, 15, 0.9)' },
        }}
      >
        <TrashIcon sx={{ fontSize: 14 }} />
      </IconButton>
    </Box>
  );
}
