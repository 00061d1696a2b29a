import Box from '@mui/material/Box';
import { useEffect, useRef, useState } from 'react';
import { useLocation } from 'wouter';
import type { CallOutput } from '../../../electron/contract/calls.ts';
import type { Take } from '../../../electron/contract/domain.ts';
import { useJobProgress } from '../api/progress.ts';
import { notify, notifyError, notifyFailure } from '../components/notices.ts';
import { t } from '../i18n/i18n.ts';
import { type RatioName, ratios } from './crop-panel.tsx';
import type { Point } from './edit-document.ts';
import { EditorHeader } from './editor-header.tsx';
import { fillRegion, savePicture } from './finish-picture.ts';
import { paintedLayer } from './layers.ts';
import { LeaveDialog } from './leave-dialog.tsx';
import type { OpenedEdit } from './open-edit.ts';
import type { PaintSettings } from './paint-settings.ts';
import { Stage } from './stage.tsx';
import { ToolPanel } from './tool-panel.tsx';
import { ToolRail } from './tool-rail.tsx';
import { type ToolId, tools } from './tools.tsx';
import { useEditor } from './use-editor.ts';
import { useEditorKeys } from './use-editor-keys.ts';
import { useLayers } from './use-layers.ts';
import { useRegeneration } from './use-regeneration.ts';

/** The editor over one picture. */
export function Editor({
  data,
  take,
  opened,
  model,
}: {
  data: CallOutput<'projects.get'>;
  take: Take;
  opened: OpenedEdit;
  /** The project's model for pictures; null when that is not known. */
  model: string | null;
}) {
  const [, navigate] = useLocation();
  const { picture, document: initial } = opened;
  const editing = useEditor(initial);
  const [tool, setTool] = useState<ToolId>(initial.layers.length > 0 ? 'layers' : 'crop');
  const layers = useLayers(editing, picture.bitmap, () => setTool('layers'));
  const [ratio, setRatio] = useState<RatioName>('free');
  const [paint, setPaint] = useState<PaintSettings>({
    colour: '#FFB454',
    size: 0.04,
    tolerance: 24,
    usesPressure: true,
    maskSize: 0.12,
    erasesMask: false,
  });
  const [isSaving, setSaving] = useState(false);
  const [isFilling, setFilling] = useState(false);
  const [asksToLeave, setAsksToLeave] = useState(false);
  const isHere = useIsHere();
  const studio = `/studio/${data.project.id}`;
  const { document } = editing;
  const finish = (): Promise<Take> => savePicture(take, picture, document);
  const regeneration = useRegeneration({
    ...{ data, take, document, initial, model },
    picture: picture.bitmap,
    save: finish,
  });
  const { base, job, shown } = regeneration;
  const result = tool === 'mask' ? shown : null;
  const preview = useJobProgress(tool === 'mask' ? job?.id : undefined)?.preview ?? null;
  const leave = (): void => navigate(job ? `${studio}?job=${job.id}` : result ? `${studio}?take=${result.id}` : studio);

  const close = (): void => {
    // A mask alone changes nothing, what a model was given has been saved, and what is being saved goes on by itself.
    if (base || isSaving) leave();
    else setAsksToLeave(true);
  };
  const save = (): void => {
    setSaving(true);
    Promise.resolve(result ?? base ?? finish())
      .then((saved) => {
        if (!result) notify(t('Saved as a new reference.'));
        if (isHere.current) navigate(`${studio}?take=${saved.id}`);
      })
      .catch((error: unknown) => {
        setSaving(false);
        if (isHere.current) notifyError(error);
        // The editor has been left: what was done to the picture is not lost as long as the message stands.
        else notifyFailure(error, save);
      });
  };
  const fill = (at: Point): void => {
    if (isFilling) return;
    setFilling(true);
    const layer = layers.chosen;
    fillRegion(picture.bitmap, document, layer, at, paint)
      .then((region) => {
        const stroke = { kind: 'fill', colour: paint.colour, region } as const;
        editing.update(({ strokes, layers: all }) =>
          layer ? { layers: paintedLayer(all, layer.id, stroke) } : { strokes: [...strokes, stroke] },
        );
      })
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
    remove() {
      if (tool === 'layers' && layers.chosen) layers.remove(layers.chosen.id);
    },
  });

  return (
    <Box
      component="section"
      aria-label={t('Reference editor')}
      onDragOver={(event) => event.preventDefault()}
      onDrop={(event) => {
        event.preventDefault();
        layers.add([...event.dataTransfer.files]);
      }}
      sx={{ height: '100%', display: 'flex', flexDirection: 'column', bgcolor: 'background.default' }}
    >
      <EditorHeader
        editing={editing}
        onClose={close}
        saveLabel={result ? t('Use this picture') : t('Save')}
        canSave={result !== null || base !== take}
        isSaving={isSaving}
        onSave={save}
      />
      <Box sx={{ flex: 1, minHeight: 0, display: 'flex' }}>
        <ToolRail tool={tool} onChange={setTool} />
        <Stage
          picture={picture.bitmap}
          editing={editing}
          layers={layers}
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
            picture={picture.bitmap}
            layers={layers}
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

/** Whether the person is still on this screen: for work that ends later. */
function useIsHere() {
  const isHere = useRef(true);
  useEffect(() => {
    isHere.current = true;
    return () => {
      isHere.current = false;
    };
  }, []);
  return isHere;
}
