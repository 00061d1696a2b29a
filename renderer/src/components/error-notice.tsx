import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { type ErrorShape, StudioError } from '../../../electron/contract/errors.ts';
import { errorWords } from './error-words.ts';
import { AlertIcon } from './icons.tsx';
import { remedyAction, remedyLabel, type SmallerRun } from './remedies.ts';

/** A failure as a person should meet it: what happened, what was kept, and the next step as a button. */
export function ErrorNotice({
  error,
  onRetry,
  smaller,
}: {
  error: ErrorShape | StudioError | Error;
  onRetry?: () => void;
  smaller?: SmallerRun | null;
}) {
  const shape: ErrorShape = error instanceof Error ? StudioError.from(error).toShape() : error;
  const { title, remedies } = errorWords(shape.code);
  return (
    <Box
      role="alert"
      sx={(theme) => ({
        display: 'flex',
        gap: 3,
        padding: '12px 14px',
        borderRadius: '10px',
        border: `1px solid color-mix(in srgb, ${theme.vars.palette.error.main} 38%, transparent)`,
        backgroundColor: `color-mix(in srgb, ${theme.vars.palette.error.main} 8%, ${theme.vars.palette.panel})`,
      })}
    >
      <AlertIcon sx={{ color: 'error.main', flexShrink: 0, mt: '1px' }} />
      <Box sx={{ minWidth: 0, flex: 1 }}>
        <Typography variant="h3" component="p">
          {title}
        </Typography>
        <Typography variant="body2" color="textSecondary" sx={{ overflowWrap: 'anywhere', whiteSpace: 'pre-line' }}>
          {shape.message}
        </Typography>
        <Box sx={{ display: 'flex', flexWrap: 'wrap', gap: 2, mt: 2, '&:empty': { display: 'none' } }}>
          {remedies.map((remedy) => {
            const own = { retry: onRetry, smaller };
            const act = remedyAction(remedy, own);
            return act ? (
              <Button key={remedy} size="small" variant="outlined" onClick={act}>
                {remedyLabel(remedy, own)}
              </Button>
            ) : null;
          })}
        </Box>
      </Box>
    </Box>
  );
}
