import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import Typography from '@mui/material/Typography';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import { navigate } from 'wouter/use-browser-location';
import { StudioError } from '../../../electron/contract/errors.ts';
import { call } from '../api/client.ts';
import { type OpenedRecipe, useOpenedRecipe } from '../api/open-files.ts';
import { projectNameOf } from '../api/picture-files.ts';
import { usePacks } from '../api/queries.ts';
import { startFromPicture } from '../api/start-project.ts';
import { ErrorNotice } from '../components/error-notice.tsx';
import { t } from '../i18n/i18n.ts';
import { laneName } from '../i18n/names.ts';
import { firstFrame } from './first-frame.ts';
import { requestOf } from './recipe-request.ts';

/** What made a video that was dropped, and the ways to go on from it. */
export function RecipeDialog() {
  const opened = useOpenedRecipe((state) => state.opened);
  return opened ? <OpenRecipe key={opened.fileName} opened={opened} /> : null;
}

function OpenRecipe({ opened }: { opened: OpenedRecipe }) {
  const { recipe, missingPacks, fileName, file } = opened;
  const { needsPicture, generation } = requestOf(recipe);
  const steps = recipe.chain.map((step, place) => ({ ...step, key: `${place} ${step.stage}` }));
  const packs = usePacks().data?.packs ?? [];
  const [picture, setPicture] = useState<Blob | null>(null);
  const [isWorking, setWorking] = useState(false);
  const [error, setError] = useState<StudioError | null>(null);
  const input = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (needsPicture && file) void firstFrame(file).then(setPicture);
  }, [needsPicture, file]);

  const close = (): void => useOpenedRecipe.setState({ opened: null });
  const open = async (again: boolean): Promise<void> => {
    setWorking(true);
    setError(null);
    const name = projectNameOf(fileName) || t('Opened recipe');
    const options = { prompt: recipe.prompt, ...(again && generation ? { generation } : {}) };
    try {
      const project =
        needsPicture && picture
          ? await startFromPicture(picture, name, options)
          : await call('projects.create', { name, ...options });
      close();
      navigate(`/studio/${project.id}`);
    } catch (thrown) {
      setError(StudioError.from(thrown));
      setWorking(false);
    }
  };
  const canMakeAgain = generation !== null && missingPacks.length === 0 && (!needsPicture || picture !== null);

  return (
    <Dialog open onClose={close} maxWidth="sm" fullWidth aria-labelledby="recipe-title">
      <DialogTitle id="recipe-title" sx={{ overflowWrap: 'anywhere' }}>
        {t('How “{{name}}” was made', { name: projectNameOf(fileName) })}
      </DialogTitle>
      <DialogContent sx={{ display: 'grid', gap: 4 }}>
        <Box
          component="dl"
          sx={{ display: 'grid', gridTemplateColumns: 'auto 1fr', columnGap: 5, rowGap: 2, margin: 0 }}
        >
          {recipe.prompt ? <Fact name={t('Prompt')}>{recipe.prompt}</Fact> : null}
          {recipe.negativePrompt ? <Fact name={t('Not wanted')}>{recipe.negativePrompt}</Fact> : null}
          {recipe.seed === null ? null : <Fact name={t('Seed')}>{recipe.seed}</Fact>}
          {steps.map((step) => (
            <Fact key={step.key} name={laneName(step.stage)}>
              {step.pack
                ? (packs.find(({ id }) => id === step.pack?.id)?.name ?? step.pack.id)
                : step.origin === 'edited'
                  ? t('Edited by hand')
                  : t('A picture of the maker’s own')}
              <Box component="span" sx={{ color: 'text.secondary' }}>
                {` · ${step.width} × ${step.height}${step.frames > 1 ? ` · ${t('{{count}} frames', { count: step.frames })}` : ''}`}
              </Box>
            </Fact>
          ))}
        </Box>
        {missingPacks.length > 0 ? (
          <Note>
            {t(
              'Not installed here: {{packs}}. Import them in Models to make this again; the words can be used without.',
              { count: missingPacks.length, packs: missingPacks.join(', ') },
            )}
          </Note>
        ) : null}
        {needsPicture ? (
          <Note>
            {picture
              ? t('It began with a picture, which the file does not carry. Its first frame stands in for it.')
              : t('It began with a picture, which the file does not carry. Choose that picture to make it again.')}
            <Button
              size="small"
              variant="outlined"
              sx={{ display: 'flex', mt: 2 }}
              onClick={() => input.current?.click()}
            >
              {t('Choose a picture')}
            </Button>
            <input
              ref={input}
              type="file"
              accept="image/*"
              aria-label={t('First picture')}
              className="visually-hidden"
              tabIndex={-1}
              onChange={(event) => setPicture(event.target.files?.[0] ?? picture)}
            />
          </Note>
        ) : null}
        {error ? <ErrorNotice error={error} /> : null}
      </DialogContent>
      <DialogActions>
        <Button onClick={close}>{t('Close')}</Button>
        <Button variant="outlined" disabled={isWorking} onClick={() => void open(false)}>
          {t('Open without making it')}
        </Button>
        <Button variant="contained" disabled={isWorking || !canMakeAgain} onClick={() => void open(true)}>
          {t('Make it again')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

function Fact({ name, children }: { name: string; children: ReactNode }) {
  return (
    <>
      <Typography component="dt" variant="body2" color="textSecondary">
        {name}
      </Typography>
      <Typography
        component="dd"
        variant="body2"
        className="tabular"
        dir="auto"
        sx={{ margin: 0, overflowWrap: 'anywhere', maxHeight: 140, overflowY: 'auto' }}
      >
        {children}
      </Typography>
    </>
  );
}

function Note({ children }: { children: ReactNode }) {
  return (
    <Typography variant="body2" component="div" color="textSecondary" sx={{ lineHeight: 1.7 }}>
      {children}
    </Typography>
  );
}
