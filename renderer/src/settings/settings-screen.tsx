import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import Typography from '@mui/material/Typography';
import { useQueryClient } from '@tanstack/react-query';
import type { Settings } from '../../../electron/contract/domain.ts';
import { useAction, useSettings, useSystemInfo } from '../api/queries.ts';
import { ErrorNotice } from '../components/error-notice.tsx';
import { ShieldIcon } from '../components/icons.tsx';
import { notifyError } from '../components/notices.ts';
import { Card, Screen, ScreenSkeleton, Section } from '../components/screen.tsx';
import { ShortcutsList } from '../components/shortcuts-dialog.tsx';
import { t } from '../i18n/i18n.ts';
import { DeviceSetting } from './device-setting.tsx';
import { DiskSection } from './disk-section.tsx';
import { FfmpegSetting } from './ffmpeg-setting.tsx';
import { MemorySetting } from './memory-setting.tsx';
import { Row, Rows } from './row.tsx';

/** Each in its own language, so that it can be found by whoever speaks it. */
const nameOfLanguage = { en: 'English', de: 'Deutsch' } as const;

/** How the studio runs on this machine. Every change is kept at once. */
export function SettingsScreen() {
  const settings = useSettings();
  const system = useSystemInfo();
  const update = useAction('settings.update');
  const queries = useQueryClient();

  if (settings.error) {
    return (
      <Screen title={t('Settings')}>
        <ErrorNotice error={settings.error} onRetry={() => void settings.refetch()} />
      </Screen>
    );
  }
  if (!settings.data) return <ScreenSkeleton />;

  const change = (part: Partial<Settings>): void =>
    update.mutate(part, {
      onSuccess: (next) => queries.setQueryData(['settings.get', {}], next),
      onError: notifyError,
    });

  return (
    <Screen title={t('Settings')} width={780}>
      <Section title={t('Appearance')}>
        <Rows>
          <Row label={t('Theme')} help={t('System follows what the computer is set to.')}>
            <ToggleButtonGroup
              exclusive
              size="small"
              aria-label={t('Theme')}
              value={settings.data.theme}
              onChange={(_event, theme: Settings['theme'] | null) => theme && change({ theme })}
            >
              <ToggleButton value="system">{t('System')}</ToggleButton>
              <ToggleButton value="dark">{t('Dark')}</ToggleButton>
              <ToggleButton value="light">{t('Light')}</ToggleButton>
            </ToggleButtonGroup>
          </Row>
          <Row label={t('Language')} help={t('Prompts are best written in English: models learn from it most.')}>
            <ToggleButtonGroup
              exclusive
              size="small"
              aria-label={t('Language')}
              value={settings.data.language}
              onChange={(_event, language: Settings['language'] | null) => language && change({ language })}
            >
              <ToggleButton value="system">{t('As the system')}</ToggleButton>
              <ToggleButton value="en" lang="en">
                {nameOfLanguage.en}
              </ToggleButton>
              <ToggleButton value="de" lang="de">
                {nameOfLanguage.de}
              </ToggleButton>
            </ToggleButtonGroup>
          </Row>
        </Rows>
      </Section>
      <Section title={t('Engine')}>
        <Rows>
          <DeviceSetting
            choice={settings.data.device}
            device={system.data?.device}
            onChoice={(device) => change({ device })}
          />
          <MemorySetting
            chosen={settings.data.memoryBytes}
            memory={system.data?.memory}
            onChange={(memoryBytes) => change({ memoryBytes })}
          />
          <FfmpegSetting
            path={settings.data.ffmpegPath}
            found={system.data?.ffmpeg}
            error={update.error?.code === 'ffmpeg-missing' ? update.error : null}
            onPath={(ffmpegPath) => change({ ffmpegPath })}
          />
        </Rows>
      </Section>
      <DiskSection system={system.data} error={system.error} />
      <Section title={t('Privacy')}>
        <Card>
          <Typography variant="body2" sx={{ display: 'flex', gap: 3 }}>
            <ShieldIcon sx={{ color: 'success.main', flexShrink: 0 }} />
            <span>
              {t(
                'Nothing leaves this machine. Prompts, pictures and videos are made and kept here; the studio has no account and sends no statistics, and this page may connect to nothing but the studio itself. The one connection it ever opens is to huggingface.co, when you install a model.',
              )}
            </span>
          </Typography>
        </Card>
      </Section>
      <Section title={t('Shortcuts')}>
        <Card>
          <ShortcutsList />
        </Card>
      </Section>
      <Typography variant="caption" color="textSecondary" className="tabular">
        Stillmotion {system.data?.version ?? ''}
      </Typography>
    </Screen>
  );
}
