import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import { useState } from 'react';
import { useSystemInfo } from '../api/queries.ts';
import { t } from '../i18n/i18n.ts';
import { BannerLine } from './banner-line.tsx';

/** What the library had to repair when it was opened. */
export function RepairBanner() {
  const notices = useSystemInfo().data?.notices ?? [];
  const [isDismissed, setIsDismissed] = useState(false);
  const visible = notices.length > 0 && !isDismissed;
  return (
    <Box role="status" aria-label={t('Library repair')}>
      {visible ? (
        <BannerLine>
          <span>{notices.join(' ')}</span>
          <Button size="small" color="inherit" onClick={() => setIsDismissed(true)}>
            {t('Dismiss')}
          </Button>
        </BannerLine>
      ) : null}
    </Box>
  );
}
