import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { stageIds } from '../../../electron/contract/geometry.ts';
import { usePacks } from '../api/queries.ts';
import { ErrorNotice } from '../components/error-notice.tsx';
import { formatBytes } from '../components/format.ts';
import { Card, Screen, Section } from '../components/screen.tsx';
import { phrase, t } from '../i18n/i18n.ts';
import { laneName, stageName } from '../i18n/names.ts';
import { ImportHelp } from './import-help.tsx';
import { PackCard } from './pack-card.tsx';

/** What each stage does, in a line. */
const stagePurpose = {
  t2i: phrase('Draws the reference picture from your words.'),
  i2v: phrase('Sets the reference in motion: the keyframes.'),
  v2v: phrase('Redraws the keyframes larger and sharper.'),
  vfi: phrase('Adds the frames in between, for smooth motion.'),
} as const;

/** Installed packs by stage: what they are, how large, under which licence, and whether their files are whole. */
export function ModelsScreen() {
  const packs = usePacks();
  const total = packs.data?.packs.reduce((sum, pack) => sum + pack.sizeBytes, 0);
  return (
    <Screen
      title={t('Models')}
      lead={
        total === undefined
          ? t('Each stage is done by a pack. Packs run on this machine.')
          : t('Each stage is done by a pack. {{count}} installed, {{size}} on disk; all of them run on this machine.', {
              count: packs.data?.packs.length ?? 0,
              size: formatBytes(total),
            })
      }
    >
      {packs.error ? <ErrorNotice error={packs.error} onRetry={() => void packs.refetch()} /> : null}
      {packs.isPending
        ? stageIds.map((stage) => (
            <Skeleton key={stage} variant="rounded" height={128} sx={{ marginBottom: 5, borderRadius: '12px' }} />
          ))
        : null}
      {packs.data
        ? stageIds.map((stage, index) => {
            const own = packs.data.packs.filter((pack) => pack.stages.includes(stage));
            return (
              <Section
                key={stage}
                title={stageName(stage)}
                aside={
                  <Typography variant="caption" color="textSecondary">
                    {t('Stage {{number}} of 4', { number: index + 1 })} · {laneName(stage)}
                  </Typography>
                }
              >
                <Typography variant="body2" color="textSecondary" sx={{ marginTop: '-6px', marginBottom: 3 }}>
                  {t(stagePurpose[stage])}
                </Typography>
                <Box
                  component="ul"
                  aria-label={t('{{stage}} packs', { stage: stageName(stage) })}
                  sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: '8px' }}
                >
                  {own.map((pack) => (
                    <li key={pack.id}>
                      <PackCard pack={pack} />
                    </li>
                  ))}
                </Box>
                {own.length === 0 ? (
                  <Card>
                    <Typography variant="body2" color="textSecondary">
                      {t('No installed pack does this stage. Import one as shown below.')}
                    </Typography>
                  </Card>
                ) : null}
              </Section>
            );
          })
        : null}
      <ImportHelp />
    </Screen>
  );
}
