import Box from '@mui/material/Box';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import { stageIds, stageLabels } from '../../../electron/contract/geometry.ts';
import { usePacks } from '../api/queries.ts';
import { ErrorNotice } from '../components/error-notice.tsx';
import { formatBytes } from '../components/format.ts';
import { Card, Screen, Section } from '../components/screen.tsx';
import { ImportHelp } from './import-help.tsx';
import { PackCard } from './pack-card.tsx';

/** What each stage does, in a line. */
const stagePurpose = {
  t2i: 'Draws the reference picture from your words.',
  i2v: 'Sets the reference in motion: the keyframes.',
  v2v: 'Redraws the keyframes larger and sharper.',
  vfi: 'Adds the frames in between, for smooth motion.',
} as const;

/** Installed packs by stage: what they are, how large, under which licence, and whether their files are whole. */
export function ModelsScreen() {
  const packs = usePacks();
  const total = packs.data?.packs.reduce((sum, pack) => sum + pack.sizeBytes, 0);
  return (
    <Screen
      title="Models"
      lead={
        total === undefined
          ? 'Each stage is done by a pack. Packs run on this machine.'
          : `Each stage is done by a pack. ${packs.data?.packs.length} installed, ${formatBytes(total)} on disk; all of them run on this machine.`
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
                title={stageLabels[stage].name}
                aside={
                  <Typography variant="caption" color="textSecondary">
                    Stage {index + 1} of 4 · {stageLabels[stage].lane}
                  </Typography>
                }
              >
                <Typography variant="body2" color="textSecondary" sx={{ marginTop: '-6px', marginBottom: 3 }}>
                  {stagePurpose[stage]}
                </Typography>
                <Box
                  component="ul"
                  aria-label={`${stageLabels[stage].name} packs`}
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
                      No installed pack does this stage. Import one as shown below.
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
