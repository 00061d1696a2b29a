import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import type { DeviceChoice, SystemInfo } from '../../../electron/contract/domain.ts';
import { t } from '../i18n/i18n.ts';
import { Row } from './row.tsx';

/** Which device computes, and why that one. */
export function DeviceSetting({
  choice,
  device,
  onChoice,
}: {
  choice: DeviceChoice;
  device: SystemInfo['device'] | undefined;
  onChoice: (choice: DeviceChoice) => void;
}) {
  return (
    <Row
      label={t('Device')}
      help={
        device
          ? t('In use: {{label}}. {{reason}}', { label: device.label, reason: device.reason })
          : t(
              'Found out when the engine first runs. Automatic takes the graphics card where it gives the right numbers.',
            )
      }
    >
      <ToggleButtonGroup
        exclusive
        size="small"
        aria-label={t('Device')}
        value={choice}
        onChange={(_event, next: DeviceChoice | null) => next && onChoice(next)}
      >
        <ToggleButton value="auto">{t('Automatic')}</ToggleButton>
        <ToggleButton value="webgpu">WebGPU</ToggleButton>
        <ToggleButton value="cpu">CPU</ToggleButton>
      </ToggleButtonGroup>
    </Row>
  );
}
