import Box from '@mui/material/Box';
import { useTheme } from '@mui/material/styles';
import { type KeyboardEvent, type PointerEvent, useRef } from 'react';
import type { BrushRegion } from '../../../../electron/contract/parameters.ts';
import { t } from '../../i18n/i18n.ts';
import {
  arrowTip,
  extendRegion,
  maximumRegions,
  type Point,
  pointArrowAt,
  regionCentre,
  startRegion,
} from '../brush.ts';
import { usePlayer, useStudio } from '../studio-context.ts';
import { type Size, useSize } from '../use-size.ts';
import { useBrush } from './use-brush.ts';

/** Paints motion over the reference: drag to paint a region, drag its arrow to say where it goes. */
export function BrushOverlay() {
  const { player } = useStudio();
  const { regions, setRegions } = useBrush();
  const selected = usePlayer((state) => state.selectedRegion);
  const radius = usePlayer((state) => state.brushRadius);
  const [measure, size] = useSize();
  const surface = useRef<HTMLDivElement>(null);
  const drag = useRef<{ kind: 'paint' | 'arrow'; index: number } | null>(null);
  const aspect = aspectOf(size);

  const place = (event: PointerEvent): Point => {
    const box = surface.current?.getBoundingClientRect();
    return box
      ? { x: (event.clientX - box.left) / box.width, y: (event.clientY - box.top) / box.height }
      : { x: 0.5, y: 0.5 };
  };
  const replace = (index: number, change: (region: BrushRegion) => BrushRegion): void =>
    setRegions(regions.map((region, at) => (at === index ? change(region) : region)));

  const onPointerDown = (event: PointerEvent): void => {
    if (event.button !== 0 || regions.length >= maximumRegions) return;
    event.currentTarget.setPointerCapture(event.pointerId);
    drag.current = { kind: 'paint', index: regions.length };
    setRegions([...regions, startRegion(place(event), radius)]);
    player.setState({ selectedRegion: regions.length });
  };
  const onPointerMove = (event: PointerEvent): void => {
    const now = drag.current;
    if (!now) return;
    const at = place(event);
    replace(now.index, (region) =>
      now.kind === 'paint' ? extendRegion(region, at) : pointArrowAt(region, at, aspect),
    );
  };
  const onArrowKey = (event: KeyboardEvent, index: number): void => {
    const moves: Readonly<Record<string, Point>> = {
      ArrowLeft: { x: -0.01, y: 0 },
      ArrowRight: { x: 0.01, y: 0 },
      ArrowUp: { x: 0, y: -0.01 },
      ArrowDown: { x: 0, y: 0.01 },
    };
    const move = moves[event.key];
    if (!move) return;
    event.preventDefault();
    event.stopPropagation();
    replace(index, (region) => {
      const tip = arrowTip(region, aspect);
      return pointArrowAt(region, { x: tip.x + move.x, y: tip.y + move.y }, aspect);
    });
  };

  const entries = regions.map((region, index) => ({ region, index, key: `region ${index}` }));
  return (
    <div
      ref={surface}
      role="application"
      aria-label={t('Motion brush: drag to paint a region')}
      onPointerDown={onPointerDown}
      onPointerMove={onPointerMove}
      onPointerUp={() => {
        drag.current = null;
      }}
      style={{ position: 'absolute', inset: 0, cursor: 'crosshair', touchAction: 'none' }}
    >
      <Box ref={measure} sx={{ position: 'absolute', inset: 0 }}>
        <svg width={size.width} height={size.height} role="presentation" style={{ display: 'block' }}>
          {entries.map(({ region, index, key }) => (
            <Stroke key={key} region={region} size={size} isSelected={index === selected} />
          ))}
        </svg>
        {entries.map(({ region, index, key }) => (
          <Handle
            key={key}
            region={region}
            index={index}
            size={size}
            isSelected={index === selected}
            onSelect={() => player.setState({ selectedRegion: index })}
            onGrab={(event) => {
              event.stopPropagation();
              surface.current?.setPointerCapture(event.pointerId);
              drag.current = { kind: 'arrow', index };
              player.setState({ selectedRegion: index });
            }}
            onKeyDown={(event) => onArrowKey(event, index)}
          />
        ))}
      </Box>
    </div>
  );
}

interface Drawn {
  readonly region: BrushRegion;
  readonly size: Size;
  readonly isSelected: boolean;
}

function Stroke({ region, size, isSelected }: Drawn) {
  const theme = useTheme();
  const colour = isSelected ? theme.vars.palette.primary.main : theme.vars.palette.selection;
  const centre = regionCentre(region);
  const tip = arrowTip(region, aspectOf(size));
  const at = ({ x, y }: Point): string => `${x * size.width} ${y * size.height}`;
  const line = region.points.length === 1 ? `M${region.points.map(at)}h0.01` : `M${region.points.map(at).join('L')}`;
  return (
    <g pointerEvents="none">
      <path
        d={line}
        fill="none"
        stroke={colour}
        strokeOpacity={isSelected ? 0.42 : 0.28}
        strokeWidth={Math.max(3, 2 * region.radius * Math.min(size.width, size.height))}
        strokeLinecap="round"
        strokeLinejoin="round"
      />
      {region.motion === 'still' ? null : <path d={`M${at(centre)}L${at(tip)}`} stroke="#fff" strokeWidth={2} />}
    </g>
  );
}

function Handle({
  region,
  index,
  size,
  isSelected,
  onSelect,
  onGrab,
  onKeyDown,
}: Drawn & {
  index: number;
  onSelect: () => void;
  onGrab: (event: PointerEvent) => void;
  onKeyDown: (event: KeyboardEvent) => void;
}) {
  const isStill = region.motion === 'still';
  const centre = regionCentre(region);
  const tip = isStill ? centre : arrowTip(region, aspectOf(size));
  const turn = Math.atan2((tip.y - centre.y) * size.height, (tip.x - centre.x) * size.width);
  return (
    <Box
      component="button"
      type="button"
      aria-label={t('Arrow of region {{number}}; arrow keys turn it', { number: index + 1 })}
      onPointerDown={onGrab}
      onFocus={onSelect}
      onKeyDown={onKeyDown}
      style={{
        left: tip.x * size.width - 13,
        top: tip.y * size.height - 13,
        transform: isStill ? 'none' : `rotate(${turn}rad)`,
      }}
      sx={{
        position: 'absolute',
        width: 26,
        height: 26,
        padding: 0,
        border: 0,
        borderRadius: '50%',
        background: 'none',
        cursor: 'grab',
        color: isSelected ? 'primary.main' : 'selection',
      }}
    >
      <svg width="26" height="26" viewBox="-13 -13 26 26" role="presentation" style={{ display: 'block' }}>
        <path
          d={isStill ? 'M-6 -6H6V6H-6Z' : 'M-8 -7L6 0L-8 7Z'}
          fill="#fff"
          stroke="currentColor"
          strokeWidth={2}
          strokeLinejoin="round"
        />
      </svg>
    </Box>
  );
}

function aspectOf(size: Size): number {
  return size.height > 0 ? size.width / size.height : 1;
}
