import Box from '@mui/material/Box';
import FormControl from '@mui/material/FormControl';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import type { RefObject } from 'react';
import type { Take } from '../../../electron/contract/domain.ts';
import { stageIds } from '../../../electron/contract/geometry.ts';
import { mediaUrl } from '../api/client.ts';
import { formatAgo } from '../components/format.ts';
import { takeLabel } from '../components/take-differences.ts';
import { t } from '../i18n/i18n.ts';
import { SidePicture } from './side-picture.tsx';

/** One take: which one, and its picture or clip. */
export function CompareSide({
  name,
  take,
  takes,
  video,
  onTake,
}: {
  name: 'A' | 'B';
  take: Take;
  takes: readonly Take[];
  video: RefObject<HTMLVideoElement | null>;
  onTake: (takeId: string) => void;
}) {
  const ordered = [...takes].sort(
    (x, y) => stageIds.indexOf(y.stage) - stageIds.indexOf(x.stage) || y.createdAt - x.createdAt,
  );
  return (
    <Box component="section" aria-label={t('Take {{name}}', { name })} sx={{ minWidth: 0 }}>
      <Box sx={{ display: 'flex', alignItems: 'center', gap: '10px', marginBottom: '10px' }}>
        <Box
          aria-hidden="true"
          sx={{
            width: 26,
            height: 26,
            borderRadius: '7px',
            display: 'grid',
            placeItems: 'center',
            fontSize: 12.5,
            fontWeight: 650,
            bgcolor: 'raised',
            color: 'text.primary',
            flexShrink: 0,
          }}
        >
          {name}
        </Box>
        <FormControl size="small" sx={{ flex: 1, minWidth: 0 }}>
          <Select
            value={take.id}
            onChange={(event) => onTake(event.target.value)}
            renderValue={() => takeLabel(take)}
            inputProps={{ 'aria-label': t('Take shown on side {{name}}', { name }) }}
          >
            {ordered.map((candidate) => (
              <MenuItem key={candidate.id} value={candidate.id}>
                <Box
                  component="img"
                  src={mediaUrl(candidate.poster)}
                  alt=""
                  sx={{ width: 34, height: 34, objectFit: 'cover', borderRadius: '5px' }}
                />
                <Box sx={{ flex: 1 }}>{takeLabel(candidate)}</Box>
                <Box sx={{ color: 'text.secondary', fontSize: 12 }}>{formatAgo(candidate.createdAt, Date.now())}</Box>
              </MenuItem>
            ))}
          </Select>
        </FormControl>
      </Box>
      <SidePicture take={take} name={takeLabel(take)} video={video} below={300} />
    </Box>
  );
}
