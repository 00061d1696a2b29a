import Box from '@mui/material/Box';
import Button from '@mui/material/Button';
import IconButton from '@mui/material/IconButton';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { useEffect, useRef } from 'react';
import { formatNumber } from '../components/format.ts';
import { ArrowDownIcon, ArrowUpIcon, EyeIcon, EyeOffIcon, PlusIcon, TrashIcon } from '../components/icons.tsx';
import { t } from '../i18n/i18n.ts';
import type { Layer, Size } from './edit-document.ts';
import { boundedScale } from './layers.ts';
import { SliderRow } from './panel-parts.tsx';
import type { Layers } from './use-layers.ts';

/** Brings pictures in, and lists them as they lie: the uppermost first. */
export function LayersPanel({ layers, picture }: { layers: Layers; picture: Size }) {
  const input = useRef<HTMLInputElement>(null);
  const { all, chosen, adding, add } = layers;
  return (
    <>
      <Box sx={{ display: 'grid', gap: 2 }}>
        <Button
          variant="outlined"
          startIcon={<PlusIcon sx={{ fontSize: '18px !important' }} />}
          loading={adding !== null}
          onClick={() => input.current?.click()}
        >
          {t('Add a picture')}
        </Button>
        <input
          ref={input}
          type="file"
          accept="image/*"
          multiple
          aria-label={t('Pictures to add')}
          tabIndex={-1}
          className="visually-hidden"
          onChange={(event) => {
            add([...(event.target.files ?? [])]);
            event.target.value = '';
          }}
        />
        <Typography variant="caption" color="text.secondary" component="p" role="status">
          {adding
            ? t('Adding picture {{number}} of {{all}}', adding)
            : all.length === 0
              ? t('Or paste one, or drop it here. It lies over this picture, where you can move, size and turn it.')
              : t('Paste or drop more. Drag them in the picture.')}
        </Typography>
      </Box>
      {all.length > 0 ? (
        <Box
          component="ul"
          aria-label={t('Layers')}
          sx={{ listStyle: 'none', margin: 0, padding: 0, display: 'grid', gap: '2px' }}
        >
          {all.toReversed().map((layer) => (
            <LayerRow key={layer.id} layer={layer} layers={layers} />
          ))}
        </Box>
      ) : null}
      {chosen ? <LayerControls layer={chosen} layers={layers} picture={picture} /> : null}
    </>
  );
}

function LayerRow({ layer, layers }: { layer: Layer; layers: Layers }) {
  const { id, name, isHidden } = layer;
  const isChosen = layers.chosen?.id === id;
  const words = isHidden ? t('Show {{name}}', { name }) : t('Hide {{name}}', { name });
  return (
    <Box
      component="li"
      sx={{
        display: 'flex',
        alignItems: 'center',
        gap: 2,
        padding: '3px',
        borderRadius: '9px',
        bgcolor: isChosen ? 'raised' : 'transparent',
      }}
    >
      <Box
        component="button"
        type="button"
        aria-pressed={isChosen}
        onClick={() => layers.choose(id)}
        sx={{
          flex: 1,
          minWidth: 0,
          display: 'flex',
          alignItems: 'center',
          gap: '10px',
          font: 'inherit',
          fontSize: 13,
          color: isHidden ? 'text.secondary' : 'text.primary',
          background: 'none',
          border: 0,
          padding: 0,
          borderRadius: '7px',
          textAlign: 'left',
          cursor: 'pointer',
        }}
      >
        <Thumbnail bitmap={layer.bitmap} isFaint={isHidden} />
        <Typography variant="body2" component="span" noWrap>
          {name}
        </Typography>
      </Box>
      <Tooltip title={words}>
        <IconButton
          size="small"
          aria-label={words}
          onClick={() => {
            layers.change(id, { isHidden: !isHidden });
            layers.finish();
          }}
        >
          {isHidden ? <EyeOffIcon sx={{ fontSize: 18 }} /> : <EyeIcon sx={{ fontSize: 18 }} />}
        </IconButton>
      </Tooltip>
    </Box>
  );
}

const thumbnailEdge = 36;

function Thumbnail({ bitmap, isFaint }: { bitmap: ImageBitmap; isFaint: boolean }) {
  const ref = useRef<HTMLCanvasElement>(null);
  useEffect(() => {
    const context = ref.current?.getContext('2d');
    if (!context) return;
    const edge = 2 * thumbnailEdge;
    const scale = edge / Math.max(bitmap.width, bitmap.height);
    const [width, height] = [bitmap.width * scale, bitmap.height * scale];
    context.clearRect(0, 0, edge, edge);
    context.imageSmoothingQuality = 'high';
    context.drawImage(bitmap, (edge - width) / 2, (edge - height) / 2, width, height);
  }, [bitmap]);
  return (
    <Box
      component="canvas"
      ref={ref}
      width={2 * thumbnailEdge}
      height={2 * thumbnailEdge}
      aria-hidden
      sx={{ flexShrink: 0, borderRadius: '6px', bgcolor: 'well', opacity: isFaint ? 0.4 : 1 }}
      style={{ width: thumbnailEdge, height: thumbnailEdge }}
    />
  );
}

/** What can be said of a layer in numbers, and its place in the pile. */
function LayerControls({ layer, layers, picture }: { layer: Layer; layers: Layers; picture: Size }) {
  const { id, bitmap } = layer;
  const { all, change, finish, lift, remove } = layers;
  const at = all.indexOf(layer);
  const percent = (value: number): string => `${formatNumber(Math.round(value * 100))} %`;
  return (
    <Box sx={{ display: 'grid', gap: 3 }}>
      <SliderRow
        label={t('Opacity')}
        value={layer.opacity}
        min={0}
        max={1}
        step={0.01}
        text={percent}
        onChange={(opacity) => change(id, { opacity })}
        onFinish={finish}
      />
      <SliderRow
        label={t('Size')}
        value={layer.scale}
        min={0.01}
        max={Math.max(4, layer.scale)}
        step={0.01}
        text={percent}
        onChange={(scale) => change(id, { scale: boundedScale(scale, bitmap, picture) })}
        onFinish={finish}
      />
      <SliderRow
        label={t('Rotation')}
        value={Math.round(layer.rotateDegrees * 10) / 10}
        min={-180}
        max={180}
        step={0.5}
        text={(value) => `${formatNumber(value, 1)}°`}
        onChange={(rotateDegrees) => change(id, { rotateDegrees })}
        onFinish={finish}
      />
      <Box sx={{ display: 'flex', gap: 2 }}>
        <Button
          variant="outlined"
          disabled={at === all.length - 1}
          onClick={() => lift(id, 1)}
          startIcon={<ArrowUpIcon sx={{ fontSize: '16px !important' }} />}
          sx={{ flex: 1, whiteSpace: 'nowrap' }}
        >
          {t('Up')}
        </Button>
        <Button
          variant="outlined"
          disabled={at === 0}
          onClick={() => lift(id, -1)}
          startIcon={<ArrowDownIcon sx={{ fontSize: '16px !important' }} />}
          sx={{ flex: 1, whiteSpace: 'nowrap' }}
        >
          {t('Down')}
        </Button>
        <Tooltip title={t('Delete this layer (Delete)')}>
          <IconButton aria-label={t('Delete layer {{name}}', { name: layer.name })} onClick={() => remove(id)}>
            <TrashIcon sx={{ fontSize: 18 }} />
          </IconButton>
        </Tooltip>
      </Box>
    </Box>
  );
}
