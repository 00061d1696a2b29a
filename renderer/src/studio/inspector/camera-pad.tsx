import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import type { KeyboardEvent, PointerEvent } from 'react';
import type { ParameterSpec } from '../../../../electron/contract/parameters.ts';
import { formatNumber } from '../../components/format.ts';
import { t } from '../../i18n/i18n.ts';
import { NumberEntry } from './parameter-field.tsx';

type NumberSpec = Extract<ParameterSpec, { kind: 'number' }>;

const edge = 78;

/** Camera at a glance: drag the dot to pan and tilt, its frame shows zoom and roll; type what must be exact. */
export function CameraPad(props: {
  pan: NumberSpec;
  tilt: NumberSpec;
  others: readonly NumberSpec[];
  read: (spec: NumberSpec) => number;
  write: (values: readonly (readonly [NumberSpec, number])[]) => void;
}) {
  const { pan, tilt, others, read, write } = props;
  const [x, y] = [read(pan), read(tilt)];

  const aim = (panTo: number, tiltTo: number): void =>
    write([
      [pan, bound(panTo, pan)],
      [tilt, bound(tiltTo, tilt)],
    ]);
  const onPointer = (event: PointerEvent<HTMLElement>): void => {
    const box = event.currentTarget.getBoundingClientRect();
    const across = Math.min(1, Math.max(0, (event.clientX - box.left) / box.width));
    const down = Math.min(1, Math.max(0, (event.clientY - box.top) / box.height));
    const near = (value: number): number => (Math.abs(value - 0.5) < 0.035 ? 0.5 : value);
    aim(pan.min + near(across) * (pan.max - pan.min), tilt.max - near(down) * (tilt.max - tilt.min));
  };
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.shiftKey ? 0.1 : 0.02;
    const moves: Readonly<Record<string, readonly [number, number]>> = {
      ArrowLeft: [x - step, y],
      ArrowRight: [x + step, y],
      ArrowUp: [x, y + step],
      ArrowDown: [x, y - step],
      Home: [0, 0],
    };
    const to = moves[event.key];
    if (!to) return;
    event.preventDefault();
    event.stopPropagation();
    aim(...to);
  };
  const place = (value: number, spec: NumberSpec): number => (value - spec.min) / (spec.max - spec.min);
  const dot = { left: `${place(x, pan) * 100}%`, top: `${(1 - place(y, tilt)) * 100}%` };
  const numberAt = (key: string, without: number): number => {
    const spec = others.find((other) => other.key === key);
    return spec ? read(spec) : without;
  };

  return (
    <Box sx={{ display: 'flex', gap: 3, alignItems: 'center' }}>
      <Box
        role="application"
        aria-roledescription={t('camera pad')}
        aria-label={t('Pan {{pan}}, tilt {{tilt}}. Arrow keys move the camera, Home centres it.', {
          pan: formatNumber(x, 2),
          tilt: formatNumber(y, 2),
        })}
        tabIndex={0}
        onPointerDown={(event) => {
          event.currentTarget.setPointerCapture(event.pointerId);
          onPointer(event);
        }}
        onPointerMove={(event) => {
          if (event.currentTarget.hasPointerCapture(event.pointerId)) onPointer(event);
        }}
        onKeyDown={onKeyDown}
        sx={{
          position: 'relative',
          flexShrink: 0,
          width: edge,
          height: edge,
          borderRadius: '10px',
          border: '1px solid',
          borderColor: 'divider',
          bgcolor: 'well',
          cursor: 'crosshair',
          touchAction: 'none',
          overflow: 'hidden',
          '&::before, &::after': { content: '""', position: 'absolute', bgcolor: 'divider' },
          '&::before': { left: '50%', top: 8, bottom: 8, width: '1px' },
          '&::after': { top: '50%', left: 8, right: 8, height: '1px' },
        }}
      >
        <Box
          // What the camera sees at the end of the clip.
          sx={{
            position: 'absolute',
            aspectRatio: '4 / 3',
            border: '1.5px solid',
            borderColor: 'primary.main',
            borderRadius: '3px',
            opacity: 0.75,
          }}
          style={{
            ...dot,
            width: `${44 / numberAt('zoom', 1)}%`,
            transform: `translate(-50%, -50%) rotate(${numberAt('roll', 0)}deg)`,
          }}
        />
        <Box
          sx={{
            position: 'absolute',
            zIndex: 1,
            width: 12,
            height: 12,
            margin: '-6px',
            borderRadius: '50%',
            bgcolor: 'primary.main',
            boxShadow: '0 1px 4px rgba(0, 0, 0, 0.5)',
          }}
          style={dot}
        />
      </Box>
      <Box sx={{ flex: 1, display: 'grid', gap: '2px', minWidth: 0 }}>
        {[pan, tilt, ...others].map((spec) => (
          <Box
            key={spec.key}
            title={t(spec.help)}
            sx={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between' }}
          >
            <Typography variant="body2" color="text.secondary" component="span">
              {t(spec.label)}
            </Typography>
            <NumberEntry spec={spec} value={read(spec)} onChange={(value) => write([[spec, value]])} />
          </Box>
        ))}
      </Box>
    </Box>
  );
}

function bound(value: number, spec: NumberSpec): number {
  return Number(Math.min(spec.max, Math.max(spec.min, value)).toFixed(2));
}
