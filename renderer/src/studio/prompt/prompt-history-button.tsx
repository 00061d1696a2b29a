import Box from '@mui/material/Box';
import IconButton from '@mui/material/IconButton';
import Menu from '@mui/material/Menu';
import MenuItem from '@mui/material/MenuItem';
import Tooltip from '@mui/material/Tooltip';
import { useState } from 'react';
import { HistoryIcon } from '../../components/icons.tsx';
import { t } from '../../i18n/i18n.ts';
import type { PastPrompt } from '../prompt-history.ts';
import { useStudio } from '../studio-context.ts';

/** The prompts this project was asked for with, the last one first. */
export function PromptHistory({ history }: { history: readonly PastPrompt[] }) {
  const { draft } = useStudio();
  const [anchor, setAnchor] = useState<HTMLElement | null>(null);
  if (history.length === 0) return null;
  const twoLines = {
    display: '-webkit-box',
    WebkitLineClamp: 2,
    WebkitBoxOrient: 'vertical',
    overflow: 'hidden',
    overflowWrap: 'anywhere',
  } as const;
  return (
    <>
      <Tooltip title={t('Earlier prompts')}>
        <IconButton
          size="small"
          aria-label={t('Earlier prompts')}
          aria-haspopup="menu"
          aria-expanded={anchor !== null}
          onClick={(event) => setAnchor(event.currentTarget)}
          sx={{ padding: '3px' }}
        >
          <HistoryIcon sx={{ fontSize: 17 }} />
        </IconButton>
      </Tooltip>
      {anchor ? (
        <Menu
          anchorEl={anchor}
          open
          onClose={() => setAnchor(null)}
          slotProps={{ paper: { sx: { width: 340, maxHeight: 420 } } }}
        >
          {history.map(({ prompt, negativePrompt }) => (
            <MenuItem
              key={`${prompt}\n${negativePrompt}`}
              onClick={() => {
                setAnchor(null);
                draft.setState({ prompt, negativePrompt });
              }}
              sx={{ whiteSpace: 'normal' }}
            >
              <Box sx={{ minWidth: 0 }}>
                <Box dir="auto" sx={twoLines}>
                  {prompt}
                </Box>
                {negativePrompt === '' ? null : (
                  <Box dir="auto" sx={{ ...twoLines, color: 'text.secondary', fontSize: 12 }}>
                    {t('Without: {{words}}', { words: negativePrompt })}
                  </Box>
                )}
              </Box>
            </MenuItem>
          ))}
        </Menu>
      ) : null}
    </>
  );
}
