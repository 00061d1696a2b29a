import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import { useEffect, useState } from 'react';
import { t } from '../i18n/i18n.ts';
import { AlertIcon, CloseIcon } from './icons.tsx';
import { dismissNotice, type Notice, useNotices } from './notices.ts';

/** How long a message stays, milliseconds; errors and messages with a button stay longer, and all while pointed at. */
const stay = { plain: 4_000, withAction: 10_000, error: 10_000 };

/** The place where notices appear: one at a time, read out by screen readers. */
export function Snackbar() {
  const notice = useNotices((state) => state.notices.at(-1));
  return (
    <Box
      role="status"
      aria-live="polite"
      sx={{
        position: 'fixed',
        insetInline: 0,
        bottom: 20,
        display: 'flex',
        justifyContent: 'center',
        zIndex: 'snackbar',
        pointerEvents: 'none',
      }}
    >
      {notice ? <NoticeCard key={notice.id} notice={notice} /> : null}
    </Box>
  );
}

function NoticeCard({ notice }: { notice: Notice }) {
  const [held, setHeld] = useState(false);
  useEffect(() => {
    if (held) return;
    const wait = notice.tone === 'error' ? stay.error : notice.action ? stay.withAction : stay.plain;
    const timer = setTimeout(() => dismissNotice(notice.id), wait);
    return () => clearTimeout(timer);
  }, [notice, held]);

  const { action } = notice;
  return (
    <Box
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 2,
        maxWidth: 'min(640px, calc(100vw - 48px))',
        padding: '7px 8px 7px 16px',
        borderRadius: '12px',
        bgcolor: 'raised',
        border: '1px solid',
        borderColor: 'divider',
        boxShadow: '0 10px 36px rgba(0, 0, 0, 0.35)',
        pointerEvents: 'auto',
        fontSize: 13,
        animation: 'notice-in 160ms cubic-bezier(0.2, 0, 0, 1)',
        '@keyframes notice-in': { from: { opacity: 0, transform: 'translateY(8px)' } },
      }}
    >
      {notice.tone === 'error' ? <AlertIcon sx={{ color: 'error.main', flexShrink: 0 }} /> : null}
      <Box component="span" sx={{ overflowWrap: 'anywhere', flex: 1, py: '3px' }}>
        {notice.message}
      </Box>
      {action ? (
        <Button
          size="small"
          color="primary"
          sx={(theme) => ({ color: theme.vars.palette.text.primary, fontWeight: 650 })}
          onClick={() => {
            dismissNotice(notice.id);
            action.run();
          }}
        >
          {action.label}
        </Button>
      ) : null}
      <IconButton size="small" aria-label={t('Dismiss')} onClick={() => dismissNotice(notice.id)}>
        <CloseIcon sx={{ fontSize: 16 }} />
      </IconButton>
    </Box>
  );
}
