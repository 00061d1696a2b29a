import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { type KeyboardEvent, type ReactNode, useMemo, useRef, useState } from 'react';
import { stageIds } from '../../../../electron/contract/geometry.ts';
import { StarFilledIcon, StarIcon } from '../../components/icons.tsx';
import { t } from '../../i18n/i18n.ts';
import { type TreeEntry, takesOfStage, takeTree, treeNeighbour } from '../chain.ts';
import { useStudio } from '../studio-context.ts';
import { SweepsButton } from '../sweep/sweeps-button.tsx';
import { TakeRow } from './take-row.tsx';

/** Every take of the project as a tree: under each what was made from it. Arrow keys go through it. */
export function TakesList() {
  const { takes, chain, shown, actions, show } = useStudio();
  const [starredOnly, setStarredOnly] = useState(false);
  const [active, setActive] = useState<string | null>(null);
  const list = useRef<HTMLUListElement>(null);
  const numbers = useMemo(
    () =>
      new Map(
        stageIds.flatMap((stage) => takesOfStage(takes, stage).map((take, index) => [take.id, index + 1] as const)),
      ),
    [takes],
  );
  const entries = useMemo(
    () => takeTree(starredOnly ? takes.filter(({ starred }) => starred) : takes),
    [takes, starredOnly],
  );
  if (takes.length === 0) return null;
  const current = new Set(stageIds.flatMap((stage) => chain[stage]?.id ?? []));
  const isThere = (id: string | undefined | null): boolean => entries.some(({ take }) => take.id === id);
  // Tab comes to the row used last, else to the take that is shown.
  const reached = isThere(active) ? active : isThere(shown?.id) ? shown?.id : entries[0]?.take.id;

  const onKeyDown = (event: KeyboardEvent): void => {
    const from = event.target instanceof HTMLElement ? event.target.dataset.take : undefined;
    if (from === undefined || event.ctrlKey || event.metaKey || event.altKey || event.shiftKey) return;
    const isArrow = /^(Arrow(Up|Down|Left|Right)|Home|End)$/.test(event.key);
    if (!isArrow) return;
    // Also where there is nothing further: the player has the same keys.
    event.preventDefault();
    const next = treeNeighbour(entries, from, event.key);
    if (next) list.current?.querySelector<HTMLElement>(`[data-take="${next.id}"]`)?.focus();
  };

  /** Items of one depth, each with what was made from it as a list within. */
  const branches = (part: readonly TreeEntry[], depth: number): ReactNode[] =>
    part.flatMap(({ take, depth: own }, index) => {
      if (own !== depth) return [];
      const rest = part.slice(index + 1);
      const end = rest.findIndex((entry) => entry.depth <= depth);
      const below = end === -1 ? rest : rest.slice(0, end);
      return (
        <li key={take.id}>
          <TakeRow
            take={take}
            number={numbers.get(take.id) ?? 1}
            isCurrent={current.has(take.id)}
            actions={actions}
            shown={shown}
            show={show}
            isActive={take.id === reached}
            onActive={setActive}
          />
          {below.length > 0 ? <ul>{branches(below, depth + 1)}</ul> : null}
        </li>
      );
    });

  return (
    <Box>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: '2px', mb: '4px' }}>
        <Typography variant="body2" color="text.secondary" sx={{ flex: 1 }}>
          {t('Takes')}
          <Box component="span" className="tabular" sx={{ ml: '8px' }}>
            {starredOnly ? `${entries.length} / ${takes.length}` : takes.length}
          </Box>
        </Typography>
        <Tooltip title={t('Starred only')}>
          <IconButton
            size="small"
            aria-label={t('Starred only')}
            aria-pressed={starredOnly}
            onClick={() => setStarredOnly(!starredOnly)}
            sx={{ padding: '3px', color: starredOnly ? 'primary.main' : 'text.secondary' }}
          >
            {starredOnly ? <StarFilledIcon sx={{ fontSize: 17 }} /> : <StarIcon sx={{ fontSize: 17 }} />}
          </IconButton>
        </Tooltip>
        <SweepsButton />
      </Box>
      {entries.length === 0 ? (
        <Typography variant="caption" color="text.secondary" component="p">
          {t('No take has a star yet.')}
        </Typography>
      ) : null}
      <Box
        component="ul"
        ref={list}
        aria-label={t('Takes')}
        onKeyDown={onKeyDown}
        sx={{
          listStyle: 'none',
          margin: '0 -4px',
          padding: 0,
          '& ul': { listStyle: 'none', margin: '0 0 0 12px', padding: 0 },
          // A long list costs what is in sight of it.
          '& > li': { contentVisibility: 'auto', containIntrinsicSize: 'auto 200px' },
        }}
      >
        {branches(entries, 0)}
      </Box>
    </Box>
  );
}
