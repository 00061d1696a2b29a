import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { type DragEvent, useEffect, useRef, useState } from 'react';
import { Link } from 'wouter';
import { mediaUrl } from '../../api/client.ts';
import { kindOf } from '../../api/opened-files.ts';
import { pictureIn } from '../../api/picture-files.ts';
import { UploadIcon } from '../../components/icons.tsx';
import { notify } from '../../components/notices.ts';
import { isTyping } from '../../components/shortcuts.ts';
import { phrase, t } from '../../i18n/i18n.ts';
import { useDraft, useStudio } from '../studio-context.ts';

const origins = { generated: phrase('Generated'), imported: phrase('Imported'), edited: phrase('Edited') } as const;

/** The reference picture: where it is dropped, pasted, picked, edited or let go. */
export function ReferenceWell() {
  const { chain, draft, actions, project, packIds } = useStudio();
  const keeps = useDraft((state) => state.keepReference);
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const take = chain.t2i;

  useEffect(() => {
    const onPaste = (event: ClipboardEvent): void => {
      const picture = pictureIn(event.clipboardData?.files);
      if (!picture || event.defaultPrevented) return;
      if (isTyping(event.target) && event.clipboardData?.types.includes('text/plain')) return;
      event.preventDefault();
      actions.importPicture(picture);
    };
    window.addEventListener('paste', onPaste);
    return () => window.removeEventListener('paste', onPaste);
  }, [actions]);

  const onDrop = (event: DragEvent): void => {
    setOver(false);
    // A preset is added wherever it is dropped.
    if ([...event.dataTransfer.files].some((file) => kindOf(file) === 'preset')) return;
    event.preventDefault();
    const picture = pictureIn(event.dataTransfer.files);
    if (picture) actions.importPicture(picture);
    else notify(t('That is not a picture. Drop a JPEG, PNG or WebP.'), { tone: 'error' });
  };

  return (
    <Box component="section" aria-label={t('Reference')}>
      <Typography variant="body2" color="text.secondary" sx={{ mb: '5px' }}>
        {t('Reference')}
      </Typography>
      <Box
        onDragOver={(event) => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={onDrop}
        sx={{
          display: 'flex',
          gap: '10px',
          padding: '8px',
          minHeight: 84,
          alignItems: 'center',
          border: '1px solid',
          borderStyle: take || isOver ? 'solid' : 'dashed',
          borderColor: isOver ? 'primary.main' : take ? 'divider' : 'faint',
          borderRadius: '10px',
          bgcolor: 'well',
          transition: 'border-color 150ms ease-out',
        }}
      >
        {take ? (
          <>
            <Box
              component="img"
              src={mediaUrl(take.poster)}
              alt={t('The reference')}
              draggable={false}
              sx={{
                width: 84,
                height: 84,
                objectFit: 'cover',
                borderRadius: '6px',
                flexShrink: 0,
                opacity: keeps ? 1 : 0.75,
              }}
            />
            <Box sx={{ minWidth: 0, flex: 1, display: 'grid', gap: '6px' }}>
              <Typography variant="caption" color="text.secondary" className="tabular" noWrap>
                {t(origins[take.origin])} · {take.width}×{take.height}
              </Typography>
              <Box
                sx={{ display: 'flex', gap: '6px', '& > *': { flex: '1 1 auto', minWidth: 0, paddingInline: '4px' } }}
              >
                <Button
                  component={Link}
                  href={`/studio/${project.id}/edit/${take.id}${packIds.t2i ? `?model=${packIds.t2i}` : ''}`}
                  size="small"
                  variant="outlined"
                >
                  {t('Edit')}
                </Button>
                <Button
                  size="small"
                  variant="outlined"
                  onClick={() => input.current?.click()}
                  sx={{ color: 'text.secondary' }}
                >
                  {t('Replace')}
                </Button>
              </Box>
              <Tooltip
                title={
                  keeps
                    ? t('The next run animates this picture. Click to make a new one from the prompt instead.')
                    : t('The next run makes a new picture from the prompt. Click to animate this one instead.')
                }
              >
                <Box
                  component="button"
                  type="button"
                  role="switch"
                  aria-checked={keeps}
                  aria-label={t('Keep this picture')}
                  onClick={() => draft.setState({ keepReference: !keeps })}
                  sx={{
                    display: 'flex',
                    alignItems: 'center',
                    gap: '6px',
                    font: 'inherit',
                    fontSize: 12,
                    whiteSpace: 'nowrap',
                    color: keeps ? 'text.primary' : 'text.secondary',
                    background: 'none',
                    border: 0,
                    padding: 0,
                    cursor: 'pointer',
                    borderRadius: '4px',
                  }}
                >
                  <Box
                    sx={{
                      flexShrink: 0,
                      width: 22,
                      height: 12,
                      borderRadius: '6px',
                      position: 'relative',
                      bgcolor: keeps ? 'primary.main' : 'faint',
                      transition: 'background-color 150ms ease-out',
                    }}
                  >
                    <Box
                      sx={{
                        position: 'absolute',
                        top: 2,
                        width: 8,
                        height: 8,
                        borderRadius: '50%',
                        bgcolor: 'background.default',
                        transition: 'left 150ms ease-out',
                      }}
                      style={{ left: keeps ? 12 : 2 }}
                    />
                  </Box>
                  {t('Keep this picture')}
                </Box>
              </Tooltip>
            </Box>
          </>
        ) : (
          <Box
            component="button"
            type="button"
            onClick={() => input.current?.click()}
            sx={{
              flex: 1,
              display: 'flex',
              alignItems: 'center',
              gap: 3,
              padding: '8px 6px',
              font: 'inherit',
              fontSize: 13,
              textAlign: 'left',
              color: 'text.secondary',
              background: 'none',
              border: 0,
              cursor: 'pointer',
              borderRadius: '6px',
              '&:hover': { color: 'text.primary' },
            }}
          >
            <UploadIcon sx={{ fontSize: 22, flexShrink: 0 }} />
            <span>{t('Drop, paste or pick a picture to animate. Without one, the prompt makes it.')}</span>
          </Box>
        )}
        <input
          ref={input}
          type="file"
          accept="image/*"
          aria-label={t('Reference image')}
          tabIndex={-1}
          className="visually-hidden"
          onChange={(event) => {
            const file = event.target.files?.[0];
            if (file) actions.importPicture(file);
            event.target.value = '';
          }}
        />
      </Box>
    </Box>
  );
}
