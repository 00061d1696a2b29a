import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import OutlinedInput from '@mui/material/OutlinedInput';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import type { Project } from '../../../electron/contract/domain.ts';
import { tagSchema, tagsSchema } from '../../../electron/contract/domain.ts';
import { call } from '../api/client.ts';
import { useCall } from '../api/queries.ts';
import { shorten } from '../api/transfers.ts';
import { CheckIcon } from '../components/icons.tsx';
import { notify, notifyError } from '../components/notices.ts';
import { t } from '../i18n/i18n.ts';
import { pill } from './pill.ts';
import { toggled, useGalleryView } from './use-gallery-view.ts';

/** Which tags a project has: those of other projects to press, and a field for a new one. Every change is kept at once. */
export function TagsDialog({ project }: { project: Project }) {
  const [tags, setTags] = useState<readonly string[]>(project.tags);
  const [typed, setTyped] = useState('');
  const known = useCall('projects.tags', {}).data?.tags.map(({ tag }) => tag) ?? [];
  const offered = [...new Map([...known, ...project.tags, ...tags].map((tag) => [tag.toLowerCase(), tag])).values()];
  const close = (): void => useGalleryView.setState({ tagging: null });
  const change = (next: readonly string[]): void => {
    const parsed = tagsSchema.safeParse(next);
    if (!parsed.success) {
      notify(t('A project can have 32 tags. Take one off first.'), { tone: 'error' });
      return;
    }
    const before = tags;
    setTags(parsed.data);
    call('projects.update', { projectId: project.id, tags: parsed.data }).catch((error: unknown) => {
      setTags(before);
      notifyError(error);
    });
  };
  const isOn = (tag: string): boolean => tags.some((other) => other.toLowerCase() === tag.toLowerCase());
  const add = (): void => {
    const tag = tagSchema.safeParse(typed);
    if (!tag.success) return;
    setTyped('');
    if (!isOn(tag.data)) change([...tags, tag.data]);
  };
  return (
    <Dialog open onClose={close} maxWidth="xs" fullWidth aria-labelledby="tags-title">
      <DialogTitle id="tags-title" sx={{ overflowWrap: 'anywhere' }}>
        {t('Tags of')} <bdi>{shorten(project.name)}</bdi>
      </DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 4 }}>
        <Box
          component="form"
          sx={{ display: 'flex', gap: 2 }}
          onSubmit={(event) => {
            event.preventDefault();
            add();
          }}
        >
          <OutlinedInput
            autoFocus
            fullWidth
            value={typed}
            onChange={(event) => setTyped(event.target.value)}
            placeholder={t('client, sea, unfinished')}
            inputProps={{ 'aria-label': t('New tag'), maxLength: 40, dir: 'auto' }}
          />
          <Button type="submit" variant="outlined" disabled={typed.trim() === ''}>
            {t('Add')}
          </Button>
        </Box>
        {offered.length > 0 ? (
          <Box role="group" aria-label={t('Tags')} sx={{ display: 'flex', flexWrap: 'wrap', gap: 2 }}>
            {offered.map((tag) => (
              <Button
                key={tag.toLowerCase()}
                variant="outlined"
                size="small"
                aria-pressed={isOn(tag)}
                startIcon={isOn(tag) ? <CheckIcon /> : null}
                onClick={() => change(toggled(tags, tag))}
                sx={[pill, isOn(tag) && { color: 'text.primary', bgcolor: 'well' }]}
              >
                <Box
                  component="span"
                  dir="auto"
                  sx={{ overflow: 'hidden', textOverflow: 'ellipsis', whiteSpace: 'nowrap' }}
                >
                  {tag}
                </Box>
              </Button>
            ))}
          </Box>
        ) : (
          <Typography variant="body2" color="textSecondary">
            {t('Tags gather projects that belong together. The gallery filters by them, and search finds them.')}
          </Typography>
        )}
      </DialogContent>
      <DialogActions>
        <Button variant="contained" onClick={close}>
          {t('Done')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}
