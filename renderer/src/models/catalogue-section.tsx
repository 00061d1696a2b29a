import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Typography from '@mui/material/Typography';
import { useState } from 'react';
import type { CatalogueEntry, Install } from '../../../electron/contract/models.ts';
import { useCall } from '../api/queries.ts';
import { ErrorNotice } from '../components/error-notice.tsx';
import { formatBytes, formatMemory } from '../components/format.ts';
import { CheckIcon } from '../components/icons.tsx';
import { Card, RowList, Section } from '../components/screen.tsx';
import { t } from '../i18n/i18n.ts';
import { stageName } from '../i18n/names.ts';
import { Fact, Facts, LicenceLinks } from './facts.tsx';
import { InstallDialog } from './install-dialog.tsx';

/** Published models that can be installed. The list is part of the studio: nothing is asked of any server to show it. */
export function CatalogueSection({ installs }: { installs: readonly Install[] }) {
  const catalogue = useCall('catalogue.list', {});
  const [chosen, setChosen] = useState<CatalogueEntry | null>(null);
  return (
    <Section title={t('Catalogue')} id="catalogue">
      <Typography variant="body2" color="textSecondary" sx={{ marginTop: '-6px', marginBottom: 3, maxWidth: '72ch' }}>
        {t(
          'Published models, used as they are. The studio connects to huggingface.co when you press Install, and at no other time.',
        )}
      </Typography>
      {catalogue.error ? <ErrorNotice error={catalogue.error} onRetry={() => void catalogue.refetch()} /> : null}
      <RowList label={t('Catalogue')}>
        {catalogue.data?.entries.map((entry) => (
          <li key={entry.id}>
            <EntryCard
              entry={entry}
              isUnderWay={installs.some(({ entryId }) => entryId === entry.id)}
              onInstall={() => setChosen(entry)}
            />
          </li>
        ))}
      </RowList>
      {chosen ? <InstallDialog entry={chosen} onClose={() => setChosen(null)} /> : null}
    </Section>
  );
}

function EntryCard({
  entry,
  isUnderWay,
  onInstall,
}: {
  entry: CatalogueEntry;
  isUnderWay: boolean;
  onInstall: () => void;
}) {
  const { name, purpose, stages, approximateBytes, memoryBytes, licences, isInstalled } = entry;
  return (
    <Card>
      <Box component="article" aria-label={name}>
        <Box sx={{ display: 'flex', alignItems: 'flex-start', gap: 5 }}>
          <Box sx={{ flex: 1, minWidth: 0 }}>
            <Typography variant="h3">{name}</Typography>
            <Typography variant="body2" color="textSecondary" sx={{ mt: 1, maxWidth: '72ch' }}>
              {t(purpose)}
            </Typography>
          </Box>
          {isInstalled ? (
            <Typography
              variant="body2"
              color="textSecondary"
              sx={{ display: 'flex', alignItems: 'center', gap: 1, flexShrink: 0 }}
            >
              <CheckIcon sx={{ fontSize: 16, color: 'success.main' }} />
              {t('Installed')}
            </Typography>
          ) : (
            <Button
              size="small"
              variant="outlined"
              aria-label={t('Install {{name}}', { name })}
              disabled={isUnderWay}
              onClick={onInstall}
            >
              {isUnderWay ? t('On its way') : t('Install')}
            </Button>
          )}
        </Box>
        <Facts>
          <Fact term={t('Does')}>{stages.map(stageName).join(', ')}</Fact>
          <Fact term={t('Download')}>{t('about {{size}}', { size: formatBytes(approximateBytes) })}</Fact>
          <Fact term={t('Memory')}>{formatMemory(memoryBytes)}</Fact>
          <Fact term={t('Licence')}>
            <LicenceLinks licences={licences} />
          </Fact>
        </Facts>
      </Box>
    </Card>
  );
}
