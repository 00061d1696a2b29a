import Box from '@mui/material/Box';
import type { RefObject } from 'react';
import type { Take } from '../../../electron/contract/domain.ts';
import { mediaUrl } from '../api/client.ts';

/**
 * The picture or clip of one side, as large as the window allows.
 * @param below room kept under it for what follows, pixels
 */
export function SidePicture({
  take,
  name,
  video,
  below,
}: {
  take: Take;
  name: string;
  video: RefObject<HTMLVideoElement | null>;
  below: number;
}) {
  const aspect = take.width / take.height;
  const media = { width: '100%', height: '100%', objectFit: 'contain', display: 'block' } as const;
  return (
    <Box
      sx={{
        width: `min(100%, calc((100vh - ${below}px) * ${aspect}))`,
        aspectRatio: aspect,
        marginInline: 'auto',
        bgcolor: 'well',
        borderRadius: '12px',
        overflow: 'hidden',
      }}
    >
      {take.proxy ? (
        <video
          ref={video}
          src={mediaUrl(take.proxy)}
          poster={mediaUrl(take.poster)}
          aria-label={name}
          muted
          playsInline
          preload="auto"
          style={media}
        />
      ) : (
        <img src={mediaUrl(take.master)} alt={name} style={media} />
      )}
    </Box>
  );
}
