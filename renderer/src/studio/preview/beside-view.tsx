import Box from '@mui/material/Box';
import { type PointerEvent, useRef } from 'react';
import type { Take } from '../../../../electron/contract/domain.ts';
import { mediaUrl } from '../../api/client.ts';
import { t } from '../../i18n/i18n.ts';
import { laneName } from '../../i18n/names.ts';
import type { Beside } from '../player-store.ts';
import { usePlayer, useStudio } from '../studio-context.ts';
import { FollowingPicture } from './stage-picture.tsx';

const fill = { position: 'absolute', inset: 0, width: '100%', height: '100%', display: 'block' } as const;

/** Over the picture of the preview: the other take behind a divider, or what is different, brightened. */
export function BesideOverlay({ take, beside }: { take: Take; beside: Beside }) {
  if (beside.view === 'difference') {
    return (
      <Box sx={{ ...fill, mixBlendMode: 'difference' }}>
        <FollowingPicture take={take} />
      </Box>
    );
  }
  return (
    <>
      <Box sx={fill} style={{ clipPath: `inset(0 0 0 ${beside.divide * 100}%)` }}>
        <FollowingPicture take={take} />
      </Box>
      <Divider beside={beside} />
      <SideLabel side="left">A</SideLabel>
      <SideLabel side="right">B · {laneName(take.stage)}</SideLabel>
    </>
  );
}

/** The reference through the clip, to see what moved away from it. */
export function OnionSkin() {
  const { chain, shown } = useStudio();
  const strength = usePlayer((state) => state.onionSkin);
  if (strength === 0 || !chain.t2i || chain.t2i.id === shown?.id) return null;
  return (
    <Box
      component="img"
      src={mediaUrl(chain.t2i.master)}
      alt={t('Reference, showing through')}
      draggable={false}
      sx={{ ...fill, objectFit: 'cover', pointerEvents: 'none' }}
      style={{ opacity: strength }}
    />
  );
}

/** The line of the wipe: dragged, or moved by the arrow keys. */
function Divider({ beside }: { beside: Beside }) {
  const { player } = useStudio();
  const area = useRef<HTMLDivElement>(null);
  const moveTo = (divide: number): void =>
    player.setState({ beside: { ...beside, divide: Math.min(1, Math.max(0, divide)) } });
  const drag = (event: PointerEvent<HTMLDivElement>): void => {
    const box = area.current?.getBoundingClientRect();
    if (box && event.currentTarget.hasPointerCapture(event.pointerId)) moveTo((event.clientX - box.left) / box.width);
  };
  return (
    <Box ref={area} sx={{ ...fill, pointerEvents: 'none' }}>
      <Box
        role="slider"
        tabIndex={0}
        aria-label={t('Wipe')}
        aria-valuemin={0}
        aria-valuemax={100}
        aria-valuenow={Math.round(beside.divide * 100)}
        aria-valuetext={t('{{percent}} % is take A', { percent: Math.round(beside.divide * 100) })}
        onPointerDown={(event) => {
          event.preventDefault();
          event.currentTarget.focus();
          event.currentTarget.setPointerCapture(event.pointerId);
        }}
        onPointerMove={drag}
        onKeyDown={(event) => {
          const by = event.key === 'ArrowLeft' ? -0.02 : event.key === 'ArrowRight' ? 0.02 : null;
          if (by === null) return;
          event.preventDefault();
          moveTo(beside.divide + by);
        }}
        sx={{
          position: 'absolute',
          top: 0,
          bottom: 0,
          width: 24,
          transform: 'translateX(-12px)',
          cursor: 'ew-resize',
          pointerEvents: 'auto',
          touchAction: 'none',
          '&::before': {
            content: '""',
            position: 'absolute',
            insetBlock: 0,
            left: 11,
            width: 2,
            bgcolor: '#fff',
            boxShadow: '0 0 0 1px rgba(12, 13, 15, 0.35)',
          },
          '&::after': {
            content: '"‹ ›"',
            position: 'absolute',
            top: '50%',
            left: -2,
            width: 28,
            height: 28,
            transform: 'translateY(-50%)',
            borderRadius: '50%',
            display: 'grid',
            placeItems: 'center',
            fontSize: 14,
            lineHeight: 1,
            letterSpacing: '1px',
            color: '#16181B',
            bgcolor: '#fff',
            boxShadow: '0 2px 8px rgba(0, 0, 0, 0.4)',
          },
        }}
        style={{ left: `${beside.divide * 100}%` }}
      />
    </Box>
  );
}

export function SideLabel({ side, children }: { side: 'left' | 'right'; children: React.ReactNode }) {
  return (
    <Box
      sx={{
        position: 'absolute',
        bottom: 10,
        [side]: 10,
        padding: '3px 9px',
        borderRadius: '11px',
        fontSize: 11.5,
        color: '#F4F2EF',
        backgroundColor: 'rgba(12, 13, 15, 0.72)',
        pointerEvents: 'none',
      }}
    >
      {children}
    </Box>
  );
}
