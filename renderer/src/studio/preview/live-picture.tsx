import Box from '@mui/material/Box';
import type { MediaRef } from '../../../../electron/contract/domain.ts';
import type { StageId } from '../../../../electron/contract/geometry.ts';
import { mediaUrl } from '../../api/client.ts';
import { t } from '../../i18n/i18n.ts';
import { laneName } from '../../i18n/names.ts';

/** The newest picture of the running stage, over the take. */
export function LivePicture({ media, stage }: { media: MediaRef; stage: StageId }) {
  const lane = laneName(stage);
  return (
    <Box sx={{ position: 'absolute', inset: 0, bgcolor: 'well' }}>
      <Box
        component="img"
        src={mediaUrl(media)}
        alt={t('{{lane}} so far', { lane })}
        draggable={false}
        // The last preview may vanish, with its job, while it is on its way.
        onError={({ currentTarget }) => currentTarget.style.setProperty('visibility', 'hidden')}
        onLoad={({ currentTarget }) => currentTarget.style.removeProperty('visibility')}
        sx={{ width: '100%', height: '100%', objectFit: 'contain', display: 'block' }}
      />
      <Box
        sx={{
          position: 'absolute',
          left: 12,
          top: 12,
          display: 'flex',
          alignItems: 'center',
          gap: '7px',
          padding: '4px 10px 4px 9px',
          borderRadius: '13px',
          fontSize: 12,
          color: '#F4F2EF',
          backgroundColor: 'rgba(12, 13, 15, 0.72)',
          backdropFilter: 'blur(6px)',
        }}
      >
        <Box
          sx={{
            width: 7,
            height: 7,
            borderRadius: '50%',
            bgcolor: 'primary.main',
            animation: 'live-dot 1.6s ease-in-out infinite',
            '@keyframes live-dot': { '50%': { opacity: 0.35 } },
          }}
        />
        {lane}
      </Box>
    </Box>
  );
}
