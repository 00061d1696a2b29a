import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import type { DeviceChoice, SystemInfo } from '../../../electron/contract/domain.ts';
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
      label="Device"
      help={
        device
          ? `In use: ${device.label}. ${device.reason}`
          : 'Found out when the engine first runs. Automatic takes the graphics card where it gives the right numbers.'
      }
    >
      <ToggleButtonGroup
        exclusive
        size="small"
        aria-label="Device"
        value={choice}
        onChange={(_event, next: DeviceChoice | null) => next && onChoice(next)}
      >
        <ToggleButton value="auto">Automatic</ToggleButton>
        <ToggleButton value="webgpu">WebGPU</ToggleButton>
        <ToggleButton value="cpu">CPU</ToggleButton>
      </ToggleButtonGroup>
    </Row>
  );
}
