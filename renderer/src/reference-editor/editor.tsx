import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import Dialog from '@mui/material/Dialog';
import DialogActions from '@mui/material/DialogActions';
import DialogContent from '@mui/material/DialogContent';
import DialogTitle from '@mui/material/DialogTitle';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { type RefObject, useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { CallOutput } from '../../../electron/contract/calls.ts';
import type { Take } from '../../../electron/contract/domain.ts';
import { useJobProgress } from '../api/progress.ts';
import { CloseIcon, RedoIcon, UndoIcon } from '../components/icons.tsx';
import { notify, notifyError } from '../components/notices.ts';
import { isTyping } from '../components/shortcuts.ts';
import { t } from '../i18n/i18n.ts';
import type { Point } from './edit-document.ts';
import { fillRegion, savePicture } from './finish-picture.ts';
import { type PaintSettings, Stage } from './stage.tsx';
import { type RatioName, ratios, ToolPanel } from './tool-panel.tsx';
import { ToolRail } from './tool-rail.tsx';
import { type ToolId, toolIds, tools } from './tools.tsx';
import { type Editing, useEditor } from './use-editor.ts';
import { useRegeneration } from './use-regeneration.ts';

/** The editor over one picture. */
export function Editor({
  data,
  take,
  picture,
  model,
}: {
  data: CallOutput<'projects.get'>;
  take: Take;
  picture: ImageBitmap;
  /** The project's model for pictures; null when that is not known. */
  model: string | null;
}) {
  const [, navigate] = useLocation();
  const editing = useEditor();
  const paintCanvas = useRef<HTMLCanvasElement>(null);
  const [tool, setTool] = useState<ToolId>('crop');
  const [ratio, setRatio] = useState<RatioName>('free');
  const [paint, setPaint] = useState<PaintSettings>({
    colour: '#FFB454',
    size: 0.04,
    tolerance: 24,
    maskSize: 0.12,
    erasesMask: false,
  });
  const [isSaving, setSaving] = useState(false);
  const [isFilling, setFilling] = useState(false);
  const [asksToLeave, setAsksToLeave] = useState(false);
  const studio = `/studio/${data.project.id}`;
  const finish = (): Promise<Take> => {
    if (!paintCanvas.current) throw new Error('The editor is not on the page.');
    return savePicture(take, picture, paintCanvas.current, editing.document);
  };
  const regeneration = useRegeneration({ data, take, picture, document: editing.document, model, save: finish });
  const { base, job, shown } = regeneration;
  const result = tool === 'mask' ? shown : null;
  const preview = useJobProgress(tool === 'mask' ? job?.id : undefined)?.preview ?? null;
  const leave = (): void => navigate(job ? `${studio}?job=${job.id}` : result ? `${studio}?take=${result.id}` : studio);

  const close = (): void => {
    // A mask alone changes nothing, and what a model was given has been saved.
    if (base) leave();
    else setAsksToLeave(true);
  };
  const save = (): void => {
    if (isSaving) return;
    setSaving(true);
    Promise.resolve(result ?? base ?? finish())
      .then((saved) => {
        if (!result) notify(t('Saved as a new reference.'));
        navigate(`${studio}?take=${saved.id}`);
      })
      .catch((error: unknown) => {
        setSaving(false);
        notifyError(error);
      });
  };
  const fill = (at: Point): void => {
    if (!paintCanvas.current || isFilling) return;
    setFilling(true);
    fillRegion(picture, paintCanvas.current, editing.document, at, paint)
      .then((region) =>
        editing.update(({ strokes }) => ({ strokes: [...strokes, { kind: 'fill', colour: paint.colour, region }] })),
      )
      .catch(notifyError)
      .finally(() => setFilling(false));
  };
  useEditorKeys({
    editing,
    setTool,
    close,
    resize(factor) {
      const key = tool === 'mask' ? 'maskSize' : 'size';
      setPaint((old) => ({ ...old, [key]: Math.min(0.4, Math.max(0.004, old[key] * factor)) }));
    },
  });

  return (
    <Box
      component="section"
      aria-label={t('Reference editor')}
      sx={{ height: '100%', display: 'flex', flexDirection: 'column', bgcolor: 'background.default' }}
    >
      <Box
        component="header"
        sx={{
          height: 48,
          flexShrink: 0,
          display: 'flex',
          alignItems: 'center',
          gap: 2,
          paddingInline: 3,
          borderBottom: '1px solid',
          borderColor: 'divider',
        }}
      >
        <Tooltip title={t('Back to the studio (Esc)')}>
          <IconButton aria-label={t('Close the editor')} onClick={close}>
            <CloseIcon />
          </IconButton>
        </Tooltip>
        <Typography variant="h3" component="h1">
          {t('Edit reference')}
        </Typography>
        <Box sx={{ flex: 1 }} />
        <UndoButtons editing={editing} />
        <Box sx={{ flex: 1 }} />
        <Typography variant="caption" color="text.secondary" sx={{ display: { xs: 'none', md: 'block' } }}>
          {t('The picture you started from stays')}
        </Typography>
        <Button variant="contained" disabled={!result && base === take} loading={isSaving} onClick={save}>
          {result ? t('Use this picture') : t('Save')}
        </Button>
      </Box>
      <Box sx={{ flex: 1, minHeight: 0, display: 'flex' }}>
        <ToolRail tool={tool} onChange={setTool} />
        <Stage
          picture={picture}
          paintCanvas={paintCanvas}
          editing={editing}
          tool={tool}
          paint={paint}
          ratio={ratios[ratio]}
          isFilling={isFilling}
          onFill={fill}
          instead={
            preview
              ? { media: preview, name: t('Regenerated so far') }
              : result && { media: result.master, name: t('The regenerated picture') }
          }
          onMask={() => regeneration.show(null)}
        />
        <Box
          component="aside"
          aria-label={t(tools[tool].label)}
          sx={{
            width: 276,
            flexShrink: 0,
            overflowY: 'auto',
            bgcolor: 'panel',
            borderLeft: '1px solid',
            borderColor: 'divider',
            padding: '16px 16px 24px',
            display: 'flex',
            flexDirection: 'column',
            gap: 4,
          }}
        >
          <ToolPanel
            tool={tool}
            editing={editing}
            picture={picture}
            ratio={ratio}
            onRatio={setRatio}
            paint={paint}
            onPaint={setPaint}
            regeneration={regeneration}
          />
        </Box>
      </Box>
      <LeaveDialog open={asksToLeave} onStay={() => setAsksToLeave(false)} onLeave={leave} />
    </Box>
  );
}

function UndoButtons({ editing }: { editing: Editing }) {
  return (
    <>
      <Tooltip title={t('Undo')}>
        <span>
          <IconButton aria-label={t('Undo')} disabled={!editing.canUndo} onClick={editing.undo}>
            <UndoIcon />
          </IconButton>
        </span>
      </Tooltip>
      <Tooltip title={t('Redo')}>
        <span>
          <IconButton aria-label={t('Redo')} disabled={!editing.canRedo} onClick={editing.redo}>
            <RedoIcon />
          </IconButton>
        </span>
      </Tooltip>
    </>
  );
}

function LeaveDialog({ open, onStay, onLeave }: { open: boolean; onStay: () => void; onLeave: () => void }) {
  return (
    <Dialog open={open} onClose={onStay} maxWidth="xs" aria-labelledby="leave-title">
      <DialogTitle id="leave-title">{t('Leave without saving?')}</DialogTitle>
      <DialogContent>
        <Typography variant="body2" color="text.secondary">
          {t('What you changed in this picture is not kept. The reference you started from is safe.')}
        </Typography>
      </DialogContent>
      <DialogActions>
        <Button onClick={onLeave}>{t('Leave')}</Button>
        <Button variant="contained" onClick={onStay} autoFocus>
          {t('Go on editing')}
        </Button>
      </DialogActions>
    </Dialog>
  );
}

/** Letters pick tools, [ and ] size the brush, Ctrl or Command with Z undoes, Escape leaves. */
function useEditorKeys(parts: {
  editing: Editing;
  setTool: (tool: ToolId) => void;
  close: () => void;
  resize: (factor: number) => void;
}): void {
  const latest: RefObject<typeof parts> = useRef(parts);
  useEffect(() => {
    latest.current = parts;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { editing, setTool, close, resize } = latest.current;
      const target = event.target instanceof Element ? event.target : document.body;
      if (event.defaultPrevented || target.closest('[role="dialog"]')) return;
      const key = event.key.toLowerCase();
      if ((event.ctrlKey || event.metaKey) && (key === 'z' || key === 'y')) {
        event.preventDefault();
        if (key === 'y' || event.shiftKey) editing.redo();
        else editing.undo();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (key === 'escape') close();
      if (isTyping(target) && !(target instanceof HTMLInputElement && target.type === 'range')) return;
      const tool = toolIds.find((id) => tools[id].key === key);
      if (tool) setTool(tool);
      if (key === '[') resize(1 / 1.25);
      if (key === ']') resize(1.25);
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
