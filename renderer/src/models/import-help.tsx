import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { Card, Section } from '../components/screen.tsx';
import { t } from '../i18n/i18n.ts';

/** How a person's own models become packs. Folders are named on the command line: a page has no business reading the disk. */
export function ImportHelp() {
  return (
    <Section title={t('Add a model')}>
      <Card>
        <Typography variant="body2" color="textSecondary">
          {t(
            'Stable Diffusion, AnimateDiff, SparseCtrl, ControlNet, IP-Adapter and LoRAs work as published, without conversion. Name the downloaded folders and files in a terminal; the pack then appears here and in the Inspector.',
          )}
        </Typography>
        <Box
          component="pre"
          tabIndex={0}
          aria-label={t('Import command')}
          sx={{
            margin: '12px 0 0',
            padding: '10px 12px',
            borderRadius: '8px',
            bgcolor: 'well',
            fontSize: 12.5,
            overflowX: 'auto',
          }}
        >
          {'stillmotion packs import stable-diffusion-v1-5 animatediff-motion-adapter-v1-5-3 --name "My model"'}
        </Box>
      </Card>
    </Section>
  );
}
