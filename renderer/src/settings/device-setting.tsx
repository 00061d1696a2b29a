import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import type { DeviceChoice, SystemInfo } from '../../../electron/contract/domain.ts';
import { phrase, t } from '../i18n/i18n.ts';
import { Row } from './row.tsx';

const precisions = {
  fp32: phrase('Computes in single precision (fp32).'),
  fp16: phrase('Computes in half precision (fp16).'),
} as const;

/** Which device computes, why that one, and in which precision. */
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
          ? `${t('In use: {{label}}. {{reason}}', { label: device.label, reason: device.reason })} ${t(precisions[device.precision])}`
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
