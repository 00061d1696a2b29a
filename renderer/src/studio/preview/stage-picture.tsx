import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import { useState } from 'react';
import type { Take } from '../../../../electron/contract/domain.ts';
import { mediaUrl } from '../../api/client.ts';
import { t } from '../../i18n/i18n.ts';
import { laneName } from '../../i18n/names.ts';
import { useStudio } from '../studio-context.ts';
import { useClipPlayer, useFollowingClip } from './use-clip-player.ts';

const fill = { position: 'absolute', inset: 0, width: '100%', height: '100%', display: 'block' } as const;

/** The picture or the moving frames of a take, filling its parent. */
export function StagePicture({ take }: { take: Take }) {
  const name = `${laneName(take.stage)}: ${take.prompt.slice(0, 120) || t('no prompt')}`;
  return take.proxy ? <Clip key={take.id} take={take} name={name} /> : <Still key={take.id} take={take} name={name} />;
}

/** A take that moves along with the one in the preview. */
export function FollowingPicture({ take }: { take: Take }) {
  const { player } = useStudio();
  const video = useFollowingClip(take, player);
  const name = t('{{lane}}, to compare', { lane: laneName(take.stage) });
  if (!take.proxy) return <Box component="img" src={mediaUrl(take.master)} alt={name} draggable={false} sx={fill} />;
  return (
    <Box
      component="video"
      ref={video}
      src={mediaUrl(take.proxy)}
      poster={mediaUrl(take.poster)}
      aria-label={name}
      muted
      playsInline
      disablePictureInPicture
      preload="auto"
      sx={fill}
    />
  );
}

function Still({ take, name }: { take: Take; name: string }) {
  const [isLoaded, setLoaded] = useState(false);
  return (
    <>
      {isLoaded ? null : <Skeleton variant="rectangular" sx={fill} />}
      <Box component="img" src={mediaUrl(take.poster)} alt="" draggable={false} sx={fill} />
      <Box
        component="img"
        src={mediaUrl(take.master)}
        alt={name}
        draggable={false}
        onLoad={() => setLoaded(true)}
        sx={{ ...fill, opacity: isLoaded ? 1 : 0, transition: 'opacity 150ms ease-out' }}
      />
    </>
  );
}

function Clip({ take, name }: { take: Take; name: string }) {
  const video = useClipPlayer(take, useStudio());
  return (
    <>
      <Box component="img" src={mediaUrl(take.poster)} alt="" draggable={false} sx={fill} />
      {take.proxy ? (
        // A silent clip has nothing to caption.
        <Box
          component="video"
          ref={video}
          src={mediaUrl(take.proxy)}
          aria-label={name}
          muted
          playsInline
          disablePictureInPicture
          preload="auto"
          sx={fill}
        />
      ) : null}
    </>
  );
}
