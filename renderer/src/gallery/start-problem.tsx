import Box from '@mui/material/Box';
import { ErrorNotice } from '../components/error-notice.tsx';
import { useStart } from './use-start.ts';

/** Why the last attempt to begin did not work. */
export function StartProblem() {
  const problem = useStart((state) => state.problem);
  if (!problem) return null;
  return (
    <Box sx={{ marginTop: '12px' }}>
      <ErrorNotice error={problem.error} onRetry={problem.retry} />
    </Box>
  );
}
