import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import { Link } from 'wouter';
import { usePacks, useProjects } from '../api/queries.ts';
import { startFromPicture } from '../api/start-project.ts';
import { TrashIcon } from '../components/icons.tsx';
import { phrase, t } from '../i18n/i18n.ts';
import { PictureWell } from './picture-well.tsx';
import { PromptBox } from './prompt-box.tsx';
import { StartProblem } from './start-problem.tsx';
import { useGalleryView } from './use-gallery-view.ts';
import { startProject, startWithFile } from './use-start.ts';

/** Pictures that come with the studio, so that there is something to animate before anything was drawn. */
const samples = [
  { file: 'bay.jpg', name: phrase('Evening bay'), prompt: 'waves, slow drift of clouds' },
  { file: 'meadow.jpg', name: phrase('Morning meadow'), prompt: 'flowers sway in a light wind, slow zoom in' },
  { file: 'night.jpg', name: phrase('Winter night'), prompt: 'slow pan to the right, drifting clouds' },
] as const;
type Sample = (typeof samples)[number];

/** The empty gallery: a prompt, a place for a picture, three pictures to try. No wizard, no account. */
export function FirstRun() {
  const prompt = useGalleryView((view) => view.prompt);
  const [opening, setOpening] = useState<string | null>(null);
  const binned = useProjects({ deleted: true, limit: 1 }).data?.total ?? 0;
  const pack = usePacks().data?.packs.find((candidate) => candidate.stages.includes('t2i'));

  const openSample = (sample: Sample): void => {
    setOpening(sample.name);
    void startProject(async () => {
      const picture = await fetch(`/samples/${sample.file}`).then((response) => response.blob());
      return startFromPicture(picture, t(sample.name), { prompt: sample.prompt });
    }).finally(() => setOpening(null));
  };

  return (
    <Box sx={{ maxWidth: 1040, margin: '0 auto', paddingTop: 'clamp(8px, 5vh, 56px)' }}>
      <Typography variant="h1" sx={{ fontSize: 34, letterSpacing: '-0.025em' }}>
        {t('Make a picture move')}
      </Typography>
      <Typography color="textSecondary" sx={{ mt: 2, mb: 7, fontSize: 15 }}>
        {t('Write what you want to see, or bring your own picture. Everything happens on this machine.')}
      </Typography>
      <Box sx={{ display: 'grid', gridTemplateColumns: 'minmax(0, 1fr) minmax(210px, 280px)', gap: '16px' }}>
        <PromptBox rows={3} autoFocus />
        <PictureWell onFile={(file) => void startWithFile(file, prompt.trim())} />
      </Box>
      <StartProblem />
      {pack ? (
        <Typography variant="caption" component="p" color="textSecondary" sx={{ mt: 3, maxWidth: '100ch' }}>
          {pack.name}: {pack.summary}
        </Typography>
      ) : null}
      <Typography variant="h3" component="h2" sx={{ mt: 8, mb: 3 }}>
        {t('Or try one of these')}
      </Typography>
      <Box
        component="ul"
        aria-label={t('Sample pictures')}
        sx={{
          listStyle: 'none',
          margin: 0,
          padding: 0,
          display: 'grid',
          gridTemplateColumns: 'repeat(3, minmax(0, 1fr))',
          gap: '16px',
        }}
      >
        {samples.map((sample) => (
          <li key={sample.file}>
            <SampleButton
              sample={sample}
              isBusy={opening === sample.name}
              disabled={opening !== null}
              onOpen={() => openSample(sample)}
            />
          </li>
        ))}
      </Box>
      {binned > 0 ? (
        <Button
          component={Link}
          href="/bin"
          size="small"
          startIcon={<TrashIcon />}
          sx={{ mt: 6, color: 'text.secondary' }}
        >
          {t('{{count}} projects in the bin', { count: binned })}
        </Button>
      ) : null}
    </Box>
  );
}

function SampleButton({
  sample,
  isBusy,
  disabled,
  onOpen,
}: {
  sample: Sample;
  isBusy: boolean;
  disabled: boolean;
  onOpen: () => void;
}) {
  return (
    <Box
      component="button"
      type="button"
      disabled={disabled}
      aria-busy={isBusy}
      onClick={onOpen}
      sx={{
        position: 'relative',
        display: 'block',
        width: '100%',
        aspectRatio: '4 / 3',
        padding: 0,
        border: 0,
        borderRadius: '14px',
        overflow: 'hidden',
        cursor: 'pointer',
        font: 'inherit',
        textAlign: 'left',
        background: 'none',
        opacity: disabled && !isBusy ? 0.5 : 1,
        '& img': {
          width: '100%',
          height: '100%',
          objectFit: 'cover',
          display: 'block',
          transition: 'transform 400ms cubic-bezier(0.2, 0, 0, 1)',
        },
        '&:hover img': { transform: 'scale(1.035)' },
        '&:focus-visible': { outlineOffset: 3 },
      }}
    >
      <img src={`/samples/${sample.file}`} alt="" draggable={false} />
      <Box
        sx={{
          position: 'absolute',
          insetInline: 0,
          bottom: 0,
          padding: '40px 16px 13px',
          color: '#FFFFFF',
          background: 'linear-gradient(transparent, rgba(8, 8, 10, 0.78))',
        }}
      >
        <Box sx={{ fontSize: 14, fontWeight: 600 }}>
          <span className="visually-hidden">{t('Animate')} </span>
          {t(sample.name)}
        </Box>
        <Box sx={{ fontSize: 12.5, opacity: 0.92 }}>{isBusy ? t('Opening…') : sample.prompt}</Box>
      </Box>
    </Box>
  );
}
