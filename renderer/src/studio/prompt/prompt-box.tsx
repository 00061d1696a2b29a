import Box from '@mui/material/Box';
import OutlinedInput from '@mui/material/OutlinedInput';
import Typography from '@mui/material/Typography';
import { type KeyboardEvent, useId, useMemo, useRef } from 'react';
import { NegativePrompt } from '../../components/negative-prompt.tsx';
import { t } from '../../i18n/i18n.ts';
import { type PromptWalk, promptHistory, walkPrompts } from '../prompt-history.ts';
import { useDraft, useStudio } from '../studio-context.ts';
import { PromptHistory } from './prompt-history-button.tsx';

/** The prompt, what to avoid, and the prompts there were before: from a menu, or one by one with Alt and the arrows. */
export function PromptBox() {
  const { draft, takes, jobs } = useStudio();
  const id = useId();
  const prompt = useDraft((state) => state.prompt);
  const negative = useDraft((state) => state.negativePrompt);
  const history = useMemo(() => promptHistory(takes, jobs), [takes, jobs]);
  const walk = useRef<PromptWalk | null>(null);

  const onKeyDown = (event: KeyboardEvent): void => {
    const step = event.key === 'ArrowUp' ? 1 : event.key === 'ArrowDown' ? -1 : null;
    if (step === null || !event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    const next = walkPrompts(history, walk.current, draft.getState(), step);
    if (!next) return;
    walk.current = next.walk;
    draft.setState({ prompt: next.show.prompt, negativePrompt: next.show.negativePrompt });
  };

  return (
    <Box>
      <Box sx={{ display: 'flex', alignItems: 'center', mb: '3px', minHeight: 24 }}>
        <Typography component="label" htmlFor={id} variant="body2" color="text.secondary" sx={{ flex: 1 }}>
          {t('Prompt')}
        </Typography>
        <PromptHistory history={history} />
      </Box>
      <OutlinedInput
        id={id}
        multiline
        fullWidth
        minRows={2}
        maxRows={9}
        placeholder={t('What happens in the picture?')}
        value={prompt}
        onChange={(event) => draft.setState({ prompt: event.target.value })}
        onKeyDown={onKeyDown}
        inputProps={{ 'aria-keyshortcuts': 'Alt+ArrowUp Alt+ArrowDown' }}
        sx={{ bgcolor: 'well', '& textarea': { padding: 0 } }}
      />
      <NegativePrompt value={negative} onChange={(negativePrompt) => draft.setState({ negativePrompt })} />
    </Box>
  );
}
