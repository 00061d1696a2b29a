import SvgIcon from '@mui/material/SvgIcon';
import { phrase } from '../i18n/i18n.ts';

export const toolIds = ['crop', 'adjust', 'layers', 'brush', 'eraser', 'fill', 'mask'] as const;
export type ToolId = (typeof toolIds)[number];

interface Tool {
  readonly label: string;
  /** The key that picks it. */
  readonly key: string;
  /** Its icon: strokes on a grid of 24. */
  readonly lines: readonly string[];
}

/** The editor's tools, in the order of its rail. */
export const tools: Readonly<Record<ToolId, Tool>> = {
  crop: { label: phrase('Crop and rotate'), key: 'c', lines: ['M7 3v14h14', 'M3 7h14v14'] },
  adjust: {
    label: phrase('Adjust'),
    key: 'a',
    lines: ['M5 4v6M5 14v6M12 4v10M12 18v2M19 4v3M19 11v9', 'M3 12h4M10 16h4M17 9h4'],
  },
  layers: {
    label: phrase('Layers'),
    key: 'l',
    lines: ['M12 4 3.5 8.5 12 13l8.500-4.500z', 'M4 12.500 12 16.700l8-4.200', 'M4 16.300 12 20.500l8-4.200'],
  },
  brush: {
    label: phrase('Brush'),
    key: 'b',
    lines: ['M20 4 9.5 14.5', 'M9.5 14.5c-2-.6-4.2.8-4.3 3-.1 1.3-.8 2-2.2 2.5 3.5 1.4 8.4.6 8-3.5z'],
  },
  eraser: {
    label: phrase('Eraser'),
    key: 'e',
    lines: [
      'M8.5 19 4 14.5a1.5 1.5 0 0 1 0-2.1L12.9 3.5a1.5 1.5 0 0 1 2.1 0L19.5 8a1.5 1.5 0 0 1 0 2.1L10.6 19z',
      'M8.4 8 15 14.6',
      'M10.6 19.5H20',
    ],
  },
  fill: {
    label: phrase('Fill'),
    key: 'f',
    lines: [
      'M10 3.5 18.5 12l-7 7a1.5 1.5 0 0 1-2.1 0L4 13.6a1.5 1.5 0 0 1 0-2.1z',
      'M4 12.5h14',
      'M20.5 15.5s1.5 2 1.5 3.2a1.5 1.5 0 0 1-3 0c0-1.2 1.5-3.2 1.5-3.2z',
    ],
  },
  mask: {
    label: phrase('Mask'),
    key: 'm',
    lines: ['M4 4h2M10 4h4M18 4h2v2M20 10v4M20 18v2h-2M14 20h-4M6 20H4v-2M4 14v-4M4 6V4', 'M12 8v8M8 12h8'],
  },
};

export function ToolIcon({ tool }: { tool: ToolId }) {
  return (
    <SvgIcon viewBox="0 0 24 24" sx={{ fontSize: 20 }}>
      <g fill="none" stroke="currentColor" strokeWidth={1.6} strokeLinecap="round" strokeLinejoin="round">
        {tools[tool].lines.map((line) => (
          <path key={line} d={line} />
        ))}
      </g>
    </SvgIcon>
  );
}
