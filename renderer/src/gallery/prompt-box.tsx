import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import InputBase from '@mui/material/InputBase';
import { useRef, useState } from 'react';
import type { PresetId } from '../../../electron/contract/geometry.ts';
import { usePacks } from '../api/queries.ts';
import { startFromPrompt } from '../api/start-project.ts';
import { t } from '../i18n/i18n.ts';
import { ModelChip, PresetChip, SeedChip } from './prompt-chips.tsx';
import { useGalleryView } from './use-gallery-view.ts';
import { startProject, useStart } from './use-start.ts';

/** The big prompt: Generate makes a project, queues its four stages and opens it. */
export function PromptBox({ rows = 2, autoFocus = false }: { rows?: number; autoFocus?: boolean }) {
  const prompt = useGalleryView((view) => view.prompt);
  const [preset, setPreset] = useState<PresetId>('standard');
  const [seed, setSeed] = useState<number | null>(null);
  const isStarting = useStart((state) => state.isStarting);
  const field = useRef<HTMLTextAreaElement>(null);
  const pack = usePacks().data?.packs.find((candidate) => candidate.stages.includes('t2i'));
  const words = prompt.trim();

  const generate = (): void => {
    if (words === '') {
      field.current?.focus();
      return;
    }
    void startProject(() => startFromPrompt(words, { preset, seed }));
  };

  return (
    <Box
      component="form"
      onSubmit={(event) => {
        event.preventDefault();
        generate();
      }}
      onKeyDown={(event) => {
        if (event.key === 'Enter' && (event.ctrlKey || event.metaKey)) {
          event.preventDefault();
          generate();
        }
      }}
      sx={(theme) => ({
        display: 'flex',
        flexDirection: 'column',
        gap: '12px',
        padding: '18px 20px',
        borderRadius: '14px',
        border: `1px solid ${theme.vars.palette.divider}`,
        backgroundColor: theme.vars.palette.panel,
        transition: 'border-color 150ms',
        '&:focus-within': { borderColor: theme.vars.palette.faint },
      })}
    >
      <InputBase
        multiline
        minRows={rows}
        maxRows={6}
        inputRef={field}
        autoFocus={autoFocus}
        value={prompt}
        onChange={(event) => useGalleryView.setState({ prompt: event.target.value })}
        placeholder={t('What should we see?')}
        inputProps={{ 'aria-label': t('Prompt'), maxLength: 20_000 }}
        sx={{ fontSize: 19, lineHeight: 1.35, letterSpacing: '-0.01em', padding: 0, flex: 1, alignItems: 'flex-start' }}
      />
      <Box sx={{ display: 'flex', flexWrap: 'wrap', alignItems: 'center', gap: '10px' }}>
        <PresetChip preset={preset} onPreset={setPreset} />
        <ModelChip pack={pack} />
        <SeedChip seed={seed} onSeed={setSeed} />
        <Box sx={{ flex: 1 }} />
        <Button type="submit" variant="contained" size="large" disabled={isStarting}>
          {t('Generate')}
        </Button>
      </Box>
    </Box>
  );
}
