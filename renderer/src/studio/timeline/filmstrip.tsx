import Box from '@mui/material/Box';
import type { Take } from '../../../../electron/contract/domain.ts';
import { mediaUrl } from '../../api/client.ts';
import { tileThumbnails } from '../time-axis.ts';

/** More tiles than this only cost time. */
const maximumTiles = 120;

/** Thumbnails of a take side by side over `width` pixels, as many as fit at their own shape. */
export function Filmstrip({ take, width, height }: { take: Take; width: number; height: number }) {
  const natural = (height * take.width) / take.height;
  const tiles = tileCount(width, Math.max(8, natural), take.filmstripFrames);
  const strip = `url("${mediaUrl(take.filmstrip)}")`;
  const count = take.filmstripFrames;
  // One tile keeps the picture's shape; several share the width, so that time stays true.
  const tileWidth = take.frames === 1 ? natural : width / tiles;
  const thumbnails = tileThumbnails(take.frames === 1 ? 1 : tiles, count).map((thumbnail, tile) => ({
    thumbnail,
    key: `tile ${tile}`,
  }));
  return (
    <Box
      aria-hidden
      sx={{
        display: 'flex',
        height,
        borderRadius: '5px',
        overflow: 'hidden',
        width: take.frames === 1 ? natural : width,
      }}
    >
      {thumbnails.map(({ thumbnail, key }) => (
        <Thumbnail
          key={key}
          strip={strip}
          thumbnail={thumbnail}
          count={count}
          width={tileWidth}
          height={height}
          natural={natural}
        />
      ))}
    </Box>
  );
}

/** One tile a thumbnail where that fits; tiles up to twice as wide as the picture rather than the same thumbnail again and again. */
function tileCount(width: number, natural: number, thumbnails: number): number {
  const widest = Math.ceil(width / (natural * 1.9));
  const narrowest = Math.round(width / natural);
  return Math.min(maximumTiles, Math.max(1, widest, Math.min(narrowest, thumbnails)));
}

/** A window on one thumbnail of the strip, covering the tile without distortion. */
function Thumbnail(props: {
  strip: string;
  thumbnail: number;
  count: number;
  width: number;
  height: number;
  natural: number;
}) {
  const scale = Math.max(1, props.width / props.natural);
  const shownWidth = props.natural * scale;
  const shownHeight = props.height * scale;
  return (
    <Box
      sx={{ flexShrink: 0, boxShadow: 'inset -1px 0 0 rgba(0, 0, 0, 0.55)', backgroundRepeat: 'no-repeat' }}
      style={{
        width: props.width,
        height: props.height,
        backgroundImage: props.strip,
        backgroundSize: `${shownWidth * props.count}px ${shownHeight}px`,
        backgroundPosition: `${-props.thumbnail * shownWidth - (shownWidth - props.width) / 2}px ${-(shownHeight - props.height) / 2}px`,
      }}
    />
  );
}
