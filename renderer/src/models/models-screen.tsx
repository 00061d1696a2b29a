import Button from '@mui/material/Button';
import Skeleton from '@mui/material/Skeleton';
import Typography from '@mui/material/Typography';
import type { PackSummary } from '../../../electron/contract/domain.ts';
import { stageIds } from '../../../electron/contract/geometry.ts';
import { useCall, usePacks } from '../api/queries.ts';
import { ErrorNotice } from '../components/error-notice.tsx';
import { formatBytes } from '../components/format.ts';
import { Card, RowList, Screen, Section } from '../components/screen.tsx';
import { phrase, t } from '../i18n/i18n.ts';
import { laneName, stageName } from '../i18n/names.ts';
import { CatalogueSection } from './catalogue-section.tsx';
import { ImportSection } from './import-section.tsx';
import { InstallRow } from './install-row.tsx';
import { PackCard } from './pack-card.tsx';

/** What each stage does, in a line. */
const stagePurpose = {
  t2i: phrase('Draws the reference picture from your words.'),
  i2v: phrase('Sets the reference in motion: the keyframes.'),
  v2v: phrase('Redraws the keyframes larger and sharper.'),
  vfi: phrase('Adds the frames in between, for smooth motion.'),
} as const;

/**
 * Packs on their way here, those installed by stage (what they are, how large, under which licence, whether their files are whole,
 * what was made with them), the catalogue, and a person's own files.
 */
export function ModelsScreen() {
  const packs = usePacks();
  const usage = useCall('packs.use', {}).data?.use;
  const installs = useCall('installs.list', {}).data?.installs ?? [];
  const free = useCall('catalogue.list', {}).data?.freeBytes;
  const unreadable = packs.data?.packs.filter(({ stages }) => stages.length === 0) ?? [];
  const card = (pack: PackSummary) => (
    <li key={pack.id}>
      <PackCard pack={pack} usage={usage?.find(({ packId }) => packId === pack.id)} />
    </li>
  );
  return (
    <Screen
      title={t('Models')}
      lead={packs.data ? leadOf(packs.data.packs, free) : undefined}
      actions={
        <Button
          variant="outlined"
          size="small"
          onClick={() => document.getElementById('catalogue')?.scrollIntoView({ block: 'start' })}
        >
          {t('Add a model')}
        </Button>
      }
    >
      {packs.error ? <ErrorNotice error={packs.error} onRetry={() => void packs.refetch()} /> : null}
      {installs.length > 0 ? (
        <Section title={t('Installing')}>
          <RowList label={t('Installing')}>
            {installs.map((install) => (
              <li key={install.entryId}>
                <InstallRow install={install} />
              </li>
            ))}
          </RowList>
        </Section>
      ) : null}
      {packs.isPending
        ? stageIds.map((stage) => (
            <Skeleton key={stage} variant="rounded" height={128} sx={{ marginBottom: 5, borderRadius: '12px' }} />
          ))
        : null}
      {unreadable.length > 0 ? (
        <Section title={t('Cannot be read')}>
          <RowList label={t('Packs that cannot be read')}>{unreadable.map(card)}</RowList>
        </Section>
      ) : null}
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
                <RowList label={t('{{stage}} packs', { stage: stageName(stage) })}>
                  {own.map((pack) =>
                    pack.stages[0] === stage ? (
                      card(pack)
                    ) : (
                      <li key={pack.id}>
                        <PackMention pack={pack} />
                      </li>
                    ),
                  )}
                </RowList>
                {own.length === 0 ? (
                  <Card>
                    <Typography variant="body2" color="textSecondary">
                      {t('No installed pack does this stage. Install or import one below.')}
                    </Typography>
                  </Card>
                ) : null}
              </Section>
            );
          })
        : null}
      <CatalogueSection installs={installs} />
      <ImportSection />
    </Screen>
  );
}

/** A pack of several stages has its card in the first of them. */
function PackMention({ pack }: { pack: PackSummary }) {
  return (
    <Card padding="10px 18px">
      <Typography variant="body2">
        {pack.name}{' '}
        <Typography component="span" variant="body2" color="textSecondary">
          {t('· the same pack as under {{stage}}', { stage: pack.stages[0] ? stageName(pack.stages[0]) : '' })}
        </Typography>
      </Typography>
    </Card>
  );
}

function leadOf(packs: readonly PackSummary[], free: number | undefined): string {
  const size = formatBytes(packs.reduce((sum, pack) => sum + pack.sizeBytes, 0));
  const installed = t('{{count}} installed, {{size}} on disk; all of them run on this machine.', {
    count: packs.length,
    size,
  });
  return free === undefined ? installed : `${installed} ${t('{{size}} are free.', { size: formatBytes(free) })}`;
}
