import Box from '@mui/material/Box';
import { styled } from '@mui/material/styles';
import { memo } from 'react';
import { Group, Panel, Separator, useDefaultLayout } from 'react-resizable-panels';
import { t } from '../i18n/i18n.ts';
import { Inspector } from './inspector/inspector.tsx';
import { Preview } from './preview/preview.tsx';
import { PromptPanel } from './prompt/prompt-panel.tsx';
import { Timeline } from './timeline/timeline.tsx';

const Divider = styled(Separator)(({ theme }) => ({
  position: 'relative',
  flexShrink: 0,
  backgroundColor: theme.vars.palette.divider,
  transition: 'background-color 150ms ease-out',
  '&[aria-orientation="vertical"]': { width: 1 },
  '&[aria-orientation="horizontal"]': { height: 1 },
  '&:hover, &[data-separator="active"], &[data-separator="dragging"]': { backgroundColor: theme.vars.palette.faint },
  '&:focus-visible': { outline: 'none', backgroundColor: theme.vars.palette.selection },
}));

/** Four regions, resizable by pointer or arrow keys; the sizes are remembered in this browser. */
export const StudioLayout = memo(function StudioLayout() {
  const rows = useDefaultLayout({ id: 'stillmotion.studio.rows' });
  const columns = useDefaultLayout({ id: 'stillmotion.studio.columns' });
  return (
    <Box sx={{ height: '100%', bgcolor: 'background.default' }}>
      <h1 className="visually-hidden">{t('Studio')}</h1>
      <Group
        orientation="vertical"
        id="studio-rows"
        {...(rows.defaultLayout ? { defaultLayout: rows.defaultLayout } : {})}
        onLayoutChanged={rows.onLayoutChanged}
      >
        <Panel id="above" minSize={260}>
          <Group
            orientation="horizontal"
            id="studio-columns"
            {...(columns.defaultLayout ? { defaultLayout: columns.defaultLayout } : {})}
            onLayoutChanged={columns.onLayoutChanged}
          >
            <Panel id="prompt" defaultSize={292} minSize={272} maxSize={460} groupResizeBehavior="preserve-pixel-size">
              <PromptPanel />
            </Panel>
            <Divider aria-label={t('Width of the prompt panel')} />
            <Panel id="preview" minSize={280}>
              <Preview />
            </Panel>
            <Divider aria-label={t('Width of the inspector')} />
            <Panel
              id="inspector"
              defaultSize={296}
              minSize={240}
              maxSize={460}
              groupResizeBehavior="preserve-pixel-size"
            >
              <Inspector />
            </Panel>
          </Group>
        </Panel>
        <Divider aria-label={t('Height of the timeline')} />
        <Panel id="timeline" defaultSize={318} minSize={262} maxSize={560} groupResizeBehavior="preserve-pixel-size">
          <Timeline />
        </Panel>
      </Group>
    </Box>
  );
});
