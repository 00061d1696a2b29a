import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import { t } from '../i18n/i18n.ts';
import { ToolIcon, type ToolId, toolIds, tools } from './tools.tsx';

/** The editor's tools, one of them chosen. */
export function ToolRail({ tool, onChange }: { tool: ToolId; onChange: (tool: ToolId) => void }) {
  return (
    <Box
      role="toolbar"
      aria-label={t('Tools')}
      aria-orientation="vertical"
      sx={{
        width: 56,
        flexShrink: 0,
        display: 'flex',
        flexDirection: 'column',
        alignItems: 'center',
        gap: 1,
        paddingTop: 3,
        borderRight: '1px solid',
        borderColor: 'divider',
      }}
    >
      {toolIds.map((id) => {
        const { key } = tools[id];
        const label = t(tools[id].label);
        return (
          <Tooltip key={id} title={`${label} (${key.toUpperCase()})`} placement="right">
            <IconButton
              aria-label={label}
              aria-pressed={tool === id}
              onClick={() => onChange(id)}
              sx={{ width: 38, height: 38, ...(tool === id ? { bgcolor: 'raised', color: 'primary.main' } : {}) }}
            >
              <ToolIcon tool={id} />
            </IconButton>
          </Tooltip>
        );
      })}
    </Box>
  );
}
