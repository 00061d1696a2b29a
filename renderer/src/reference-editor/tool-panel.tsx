import { AdjustPanel } from './adjust-panel.tsx';
import { CropPanel, type RatioName } from './crop-panel.tsx';
import type { Size } from './edit-document.ts';
import { LayersPanel } from './layers-panel.tsx';
import { MaskPanel } from './mask-panel.tsx';
import { PaintPanel } from './paint-panel.tsx';
import type { PaintSettings } from './paint-settings.ts';
import type { ToolId } from './tools.tsx';
import type { Editing } from './use-editor.ts';
import type { Layers } from './use-layers.ts';
import type { Regeneration } from './use-regeneration.ts';

/** What the chosen tool can do. */
export function ToolPanel(props: {
  tool: ToolId;
  editing: Editing;
  picture: Size;
  layers: Layers;
  ratio: RatioName;
  onRatio: (ratio: RatioName) => void;
  paint: PaintSettings;
  onPaint: (paint: PaintSettings) => void;
  regeneration: Regeneration;
}) {
  const { tool, editing, picture, layers, ratio, onRatio, paint, onPaint, regeneration } = props;
  switch (tool) {
    case 'crop':
      return <CropPanel editing={editing} picture={picture} ratio={ratio} onRatio={onRatio} />;
    case 'adjust':
      return <AdjustPanel editing={editing} />;
    case 'layers':
      return <LayersPanel layers={layers} picture={picture} />;
    case 'mask':
      return <MaskPanel editing={editing} paint={paint} onPaint={onPaint} regeneration={regeneration} />;
    default:
      return <PaintPanel tool={tool} paint={paint} onPaint={onPaint} layers={layers} />;
  }
}
