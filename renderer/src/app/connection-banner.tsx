import Box from '@mui/material/Box';
import { useEffect, useState } from 'react';
import { useLive } from '../api/progress.ts';
import { t } from '../i18n/i18n.ts';
import { BannerLine } from './banner-line.tsx';

/** Quiet, and only after a moment: a reconnect that takes no time should not be seen. */
export function ConnectionBanner() {
  const connection = useLive((state) => state.connection);
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    if (connection === 'open') return setIsLong(false);
    const timer = setTimeout(() => setIsLong(true), 1_200);
    return () => clearTimeout(timer);
  }, [connection]);

  const message =
    connection === 'refused'
      ? t('The studio was started again. Open the link it printed; nothing is lost.')
      : connection === 'lost' && isLong
        ? t('The studio does not answer. Trying again; nothing is lost.')
        : null;
  return <Box role="status">{message ? <BannerLine>{message}</BannerLine> : null}</Box>;
}
