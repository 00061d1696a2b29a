import Box from '@mui/material/Box';
import { useState } from 'react';
import type { Take } from '../../../electron/contract/domain.ts';
import { mediaUrl } from '../api/client.ts';
import { usePlaysOnHover } from './hover-play.ts';

/** A take as a square picture that fills its place; a clip plays under the pointer, or while `isActive`. */
export function TakePicture({ take, isActive = false }: { take: Take; isActive?: boolean }) {
  const [isOver, setOver] = useState(false);
  const plays = usePlaysOnHover((isOver || isActive) && take.proxy !== null);
  const media = { width: '100%', height: '100%', objectFit: 'cover', display: 'block' } as const;
  return (
    <Box
      component="span"
      onPointerEnter={() => setOver(true)}
      onPointerLeave={() => setOver(false)}
      sx={{ display: 'block', position: 'relative', aspectRatio: '1', overflow: 'hidden', bgcolor: 'well' }}
    >
      <img src={mediaUrl(take.poster)} alt="" loading="lazy" decoding="async" draggable={false} style={media} />
      {plays && take.proxy ? (
        <video
          src={mediaUrl(take.proxy)}
          muted
          loop
          playsInline
          autoPlay
          aria-hidden="true"
          tabIndex={-1}
          style={{ ...media, position: 'absolute', inset: 0 }}
        />
      ) : null}
    </Box>
  );
}
