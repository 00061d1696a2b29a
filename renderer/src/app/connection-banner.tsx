import Box from '@mui/material/Box';
import { useEffect, useState } from 'react';
import { useLive } from '../api/progress.ts';
import { t } from '../i18n/i18n.ts';
import { BannerLine } from './banner-line.tsx';

/** Quiet, and only after a moment: a reconnect that takes no time should not be seen. */
export function ConnectionBanner() {
  const connected = useLive((state) => state.connected);
  const crashed = useLive((state) => state.engine?.state === 'crashed');
  const [isLong, setIsLong] = useState(false);
  useEffect(() => {
    if (connected) return setIsLong(false);
    const timer = setTimeout(() => setIsLong(true), 1_200);
    return () => clearTimeout(timer);
  }, [connected]);

  const message =
    !connected && isLong
      ? t('The studio does not answer. Trying again; nothing is lost.')
      : crashed
        ? t('The engine stopped and is starting again. Finished stages are safe.')
        : null;
  return <Box role="status">{message ? <BannerLine>{message}</BannerLine> : null}</Box>;
}
