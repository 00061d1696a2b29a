import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import type { Settings, SystemInfo } from '../../../electron/contract/domain.ts';
import { formatMemory } from '../components/format.ts';
import { t } from '../i18n/i18n.ts';
import { Row } from './row.tsx';

const gigabytes = [1, 2, 4, 6, 8, 12, 16, 24, 32, 48, 64, 96, 128];

/** How much memory a generation may take. */
export function MemorySetting({
  chosen,
  memory,
  onChange,
}: {
  chosen: Settings['memoryBytes'];
  memory: SystemInfo['memory'] | undefined;
  onChange: (memoryBytes: Settings['memoryBytes']) => void;
}) {
  const options = gigabytes.map((size) => size * 1e9).filter((bytes) => bytes < (memory?.totalBytes ?? 0));
  const shown = chosen === null || options.includes(chosen) ? options : [...options, chosen];
  return (
    <Row
      label={t('Memory')}
      help={t(
        'A generation that takes more is stopped before the machine slows down; its finished stages are kept. What a graphics card holds is not counted.',
      )}
    >
      <Select
        size="small"
        value={chosen ?? 0}
        inputProps={{ 'aria-label': t('Memory') }}
        onChange={(event) => onChange(Number(event.target.value) || null)}
        sx={{ minWidth: 150 }}
      >
        <MenuItem value={0}>
          {memory ? t('Automatic: {{size}}', { size: formatMemory(memory.automaticBytes) }) : t('Automatic')}
        </MenuItem>
        {shown.map((bytes) => (
          <MenuItem key={bytes} value={bytes}>
            {formatMemory(bytes)}
          </MenuItem>
        ))}
      </Select>
    </Row>
  );
}
