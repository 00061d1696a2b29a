import Box from '@mui/material/Box';
import { ticks } from '../time-axis.ts';

/** Seconds along the top of the track. */
export function Ruler({ duration, scale }: { duration: number; scale: number }) {
  return (
    <Box aria-hidden sx={{ position: 'absolute', inset: 0, pointerEvents: 'none' }}>
      {ticks(duration, scale).map(({ seconds, label }) => (
        <Box
          key={seconds}
          className="tabular"
          sx={{
            position: 'absolute',
            bottom: 0,
            height: label === null ? 4 : 8,
            borderLeft: '1px solid',
            borderColor: 'divider',
            '& span': {
              position: 'absolute',
              left: 5,
              bottom: 3,
              fontSize: 11,
              lineHeight: 1,
              color: 'text.secondary',
              whiteSpace: 'nowrap',
            },
          }}
          style={{ left: seconds * scale }}
        >
          {label === null ? null : (
            <span style={(duration - seconds) * scale < 28 ? { left: 'auto', right: 5 } : {}}>{label}</span>
          )}
        </Box>
      ))}
    </Box>
  );
}
