import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { isValidElement, type ReactElement, type ReactNode } from 'react';
import { Link } from 'wouter';

/** An empty place that says what fills it. */
export function EmptyState({
  icon,
  title,
  text,
  action,
}: {
  icon: ReactNode;
  title: string;
  text: string;
  /** Where to go from here, or a button of the caller's own. */
  action?: { readonly label: string; readonly href: string } | ReactElement;
}) {
  return (
    <Box
      sx={{
        minHeight: 'min(420px, 60vh)',
        display: 'grid',
        placeContent: 'center',
        justifyItems: 'center',
        gap: 2,
        textAlign: 'center',
        padding: 6,
      }}
    >
      <Box
        sx={{
          width: 52,
          height: 52,
          display: 'grid',
          placeItems: 'center',
          borderRadius: '16px',
          border: '1px solid',
          borderColor: 'divider',
          bgcolor: 'panel',
          color: 'text.secondary',
          marginBottom: 2,
          '& svg': { fontSize: 24 },
        }}
      >
        {icon}
      </Box>
      <Typography variant="h2">{title}</Typography>
      <Typography color="textSecondary" variant="body2" sx={{ maxWidth: '44ch' }}>
        {text}
      </Typography>
      {isValidElement(action) ? (
        <Box sx={{ mt: 3 }}>{action}</Box>
      ) : action && 'href' in action ? (
        <Button component={Link} href={action.href} variant="outlined" sx={{ mt: 3 }}>
          {action.label}
        </Button>
      ) : null}
    </Box>
  );
}
