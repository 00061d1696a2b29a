import { createSvgIcon } from '@mui/material/utils';
import type { ReactNode } from 'react';

/** One hand: 24 px grid, 1.6 px round strokes, nothing filled unless named so. The theme draws them at 20 px. */
function icon(name: string, drawing: ReactNode) {
  return createSvgIcon(
    <g fill="none" stroke="currentColor" strokeWidth={1.6} strokeLinecap="round" strokeLinejoin="round">
      {drawing}
    </g>,
    name,
  );
}

const path = (...lines: string[]) => lines.map((d) => <path key={d} d={d} />);
const solid = (d: string) => <path d={d} fill="currentColor" stroke="none" />;

export const BrandIcon = icon(
  'Brand',
  <>
    <circle cx="12" cy="12" r="8.6" />
    {solid('M10 8.4v7.2l6-3.6z')}
  </>,
);
export const GalleryIcon = icon(
  'Gallery',
  <>
    <rect x="4" y="4" width="6.6" height="6.6" rx="1.6" />
    <rect x="13.4" y="4" width="6.6" height="6.6" rx="1.6" />
    <rect x="4" y="13.4" width="6.6" height="6.6" rx="1.6" />
    <rect x="13.4" y="13.4" width="6.6" height="6.6" rx="1.6" />
  </>,
);
export const StudioIcon = icon(
  'Studio',
  <>
    <rect x="3.6" y="5" width="16.8" height="14" rx="2.4" />
    {path('M3.6 13.6h16.8', 'M9 13.6V19', 'M15 13.6V19')}
  </>,
);
export const QueueIcon = icon('Queue', path('M4 6.5h16', 'M4 12h11.5', 'M4 17.5h7'));
export const CompareIcon = icon(
  'Compare',
  <>
    <rect x="3.6" y="5" width="16.8" height="14" rx="2.4" />
    {path('M12 5v14')}
  </>,
);
export const ModelsIcon = icon(
  'Models',
  path('M12 3.6 19.6 8v8L12 20.4 4.4 16V8z', 'M4.6 8.1 12 12.4l7.4-4.3', 'M12 12.4v7.8'),
);
export const SettingsIcon = icon(
  'Settings',
  <>
    <circle cx="12" cy="12" r="2.9" />
    {path(
      'M12 3.8v2.3',
      'M12 17.9v2.3',
      'M3.8 12h2.3',
      'M17.9 12h2.3',
      'M6.2 6.2l1.6 1.6',
      'M16.2 16.2l1.6 1.6',
      'M17.8 6.2l-1.6 1.6',
      'M7.8 16.2l-1.6 1.6',
    )}
  </>,
);
export const UploadIcon = icon('Upload', path('M12 15V4.5', 'M8 8.2l4-3.9 4 3.9', 'M4.5 19.5h15'));
export const PlayIcon = icon('Play', solid('M8 5.2v13.6l11-6.8z'));
export const PauseIcon = icon('Pause', solid('M7 5h3.6v14H7zM13.4 5H17v14h-3.6z'));
export const StepBackIcon = icon(
  'StepBack',
  <>
    {path('M6.5 6v12')}
    {solid('M18.5 6v12L9 12z')}
  </>,
);
export const StepForwardIcon = icon(
  'StepForward',
  <>
    {path('M17.5 6v12')}
    {solid('M5.5 6v12L15 12z')}
  </>,
);
export const BoomerangIcon = icon(
  'Boomerang',
  path('M5 9h14', 'M15.5 5.5 19 9l-3.5 3.5', 'M19 15.5H5', 'M8.5 12 5 15.5 8.5 19'),
);
export const LoopIcon = icon(
  'Loop',
  path('M5 11V9.5A3.5 3.5 0 0 1 8.5 6H19', 'M16 3l3 3-3 3', 'M19 13v1.500A3.5 3.5 0 0 1 15.5 18H5', 'M8 21l-3-3 3-3'),
);
export const SearchIcon = icon(
  'Search',
  <>
    <circle cx="10.8" cy="10.8" r="6.2" />
    {path('M15.6 15.6 20 20')}
  </>,
);
export const HeartIcon = icon(
  'Heart',
  path('M12 19.600S4.4 15 4.4 9.500A4.2 4.2 0 0 1 12 7.100a4.2 4.2 0 0 1 7.6 2.400c0 5.5-7.6 10.1-7.6 10.100z'),
);
export const HeartFilledIcon = icon(
  'HeartFilled',
  <path
    d="M12 19.600S4.4 15 4.4 9.500A4.2 4.2 0 0 1 12 7.100a4.2 4.2 0 0 1 7.6 2.400c0 5.5-7.6 10.1-7.6 10.100z"
    fill="currentColor"
  />,
);
export const MoreIcon = icon(
  'More',
  <>
    {solid('M5 13.600a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.200z')}
    {solid('M12 13.600a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.200z')}
    {solid('M19 13.600a1.6 1.6 0 1 0 0-3.2 1.6 1.6 0 0 0 0 3.200z')}
  </>,
);
export const TrashIcon = icon(
  'Trash',
  path('M4.5 7h15', 'M9.5 7V4.800h5V7', 'M6.5 7l.9 12.200h9.200L17.5 7', 'M10.2 10.500v5.5', 'M13.8 10.500v5.5'),
);
export const RestoreIcon = icon('Restore', path('M5 12a7 7 0 1 0 2.3-5.2', 'M5 4.500V8h3.5'));
export const CopyIcon = icon(
  'Copy',
  <>
    <rect x="8.5" y="8.5" width="11" height="11" rx="2" />
    {path('M15.5 8.500V6.500a2 2 0 0 0-2-2h-7a2 2 0 0 0-2 2v7a2 2 0 0 0 2 2h2')}
  </>,
);
export const PencilIcon = icon(
  'Pencil',
  path('M4.5 19.500l.9-4L15.7 5.200a1.8 1.8 0 0 1 2.6 0l.5.5a1.8 1.8 0 0 1 0 2.600L8.5 18.600z', 'M14 7l3 3'),
);
export const ChevronDownIcon = icon('ChevronDown', path('M6.5 9.500l5.5 5.5 5.5-5.5'));
export const ChevronLeftIcon = icon('ChevronLeft', path('M14.5 6.500L9 12l5.5 5.5'));
export const ChevronRightIcon = icon('ChevronRight', path('M9.5 6.500L15 12l-5.5 5.5'));
export const ArrowUpIcon = icon('ArrowUp', path('M12 19V5.5', 'M6.5 11L12 5.500l5.5 5.5'));
export const ArrowDownIcon = icon('ArrowDown', path('M12 5v13.5', 'M6.5 13l5.5 5.5 5.5-5.5'));
/** Six points that say: take hold here. */
export const GripIcon = icon(
  'Grip',
  [8.5, 15.5].flatMap((x) =>
    [6, 12, 18].map((y) => <circle key={`${x} ${y}`} cx={x} cy={y} r="1.3" fill="currentColor" stroke="none" />),
  ),
);
export const CloseIcon = icon('Close', path('M6.5 6.500l11 11', 'M17.5 6.500l-11 11'));
export const CheckIcon = icon('Check', path('M5 12.500l4.8 4.800L19 7.5'));
export const RefreshIcon = icon('Refresh', path('M19 12a7 7 0 1 1-2.3-5.2', 'M19 4.500V8h-3.5'));
export const AlertIcon = icon('Alert', path('M12 4.500l8.5 14.700h-17z', 'M12 10.500v4', 'M12 16.800v.1'));
export const LockIcon = icon(
  'Lock',
  <>
    <rect x="5.5" y="10.5" width="13" height="9" rx="2" />
    {path('M8.5 10.500V8a3.5 3.5 0 0 1 7 0v2.5')}
  </>,
);
export const UnlockIcon = icon(
  'Unlock',
  <>
    <rect x="5.5" y="10.5" width="13" height="9" rx="2" />
    {path('M8.5 10.500V8a3.5 3.5 0 0 1 6.8-1.2')}
  </>,
);
export const DiceIcon = icon(
  'Dice',
  <>
    <rect x="4.5" y="4.5" width="15" height="15" rx="3" />
    {solid(
      'M9 10.300a1.3 1.3 0 1 0 0-2.6 1.3 1.3 0 0 0 0 2.600zM15 16.300a1.3 1.3 0 1 0 0-2.6 1.3 1.3 0 0 0 0 2.600zM12 13.300a1.3 1.3 0 1 0 0-2.6 1.3 1.3 0 0 0 0 2.600z',
    )}
  </>,
);
export const ShieldIcon = icon(
  'Shield',
  path('M12 3.800l7 2.600v5c0 4.3-2.9 7.4-7 8.8-4.1-1.4-7-4.5-7-8.800v-5z', 'M9 11.800l2.2 2.2 4-4'),
);
export const FullScreenIcon = icon(
  'FullScreen',
  path('M4.5 9V4.500H9', 'M15 4.500h4.500V9', 'M19.5 15v4.500H15', 'M9 19.500H4.500V15'),
);
export const BrushIcon = icon(
  'Brush',
  path(
    'M19.5 4.500c-4 1.5-7.5 4.6-9.5 8.200l1.8 1.800c3.6-2 6.6-5.7 7.7-10z',
    'M9.5 13.500c-2 .1-3.3 1.3-3.5 3.2-.1 1-.6 1.8-1.5 2.3 3.5.9 6.3-.4 6.7-3.8',
  ),
);
export const UndoIcon = icon('Undo', path('M4.5 9.500h9.500a5 5 0 0 1 0 10H9', 'M8.5 5.500l-4 4 4 4'));
export const RedoIcon = icon('Redo', path('M19.5 9.500H10a5 5 0 0 0 0 10h5', 'M15.5 5.500l4 4-4 4'));
export const FilmIcon = icon(
  'Film',
  <>
    <rect x="3.6" y="5" width="16.8" height="14" rx="2.4" />
    {path('M8 5v14', 'M16 5v14', 'M3.6 9.700H8', 'M3.6 14.300H8', 'M16 9.700h4.4', 'M16 14.300h4.4')}
  </>,
);
export const TagIcon = icon(
  'Tag',
  <>
    {path(
      'M4.500 11.200V5.500a1 1 0 0 1 1-1h5.700a2 2 0 0 1 1.400.600l6.400 6.400a2 2 0 0 1 0 2.800l-4.700 4.700a2 2 0 0 1-2.800 0L5.100 12.600a2 2 0 0 1-.6-1.400z',
    )}
    {solid('M8.600 9.800a1.200 1.200 0 1 0 0-2.400 1.200 1.200 0 0 0 0 2.400z')}
  </>,
);
export const DownloadIcon = icon('Download', path('M12 4.500V15', 'M8 11.200l4 3.900 4-3.900', 'M4.500 19.500h15'));
export const BookmarkIcon = icon('Bookmark', path('M7 4.500h10v15l-5-3.800-5 3.800z'));
export const EyeIcon = icon(
  'Eye',
  <>
    {path('M2.800 12s3.400-6 9.200-6 9.200 6 9.200 6-3.400 6-9.200 6-9.200-6-9.200-6z')}
    <circle cx="12" cy="12" r="2.600" />
  </>,
);
export const EyeOffIcon = icon(
  'EyeOff',
  path(
    'M4.500 8.800C3.400 10.300 2.800 12 2.800 12s3.400 6 9.200 6c1.300 0 2.500-.3 3.600-.8',
    'M9 6.500c.9-.3 1.900-.5 3-.5 5.800 0 9.200 6 9.200 6s-.8 1.500-2.400 3',
    'M4 4l16 16',
  ),
);
export const PlusIcon = icon('Plus', path('M12 5.500v13', 'M5.500 12h13'));
export const StarIcon = icon('Star', path('M12 3.8l2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z'));
export const StarFilledIcon = icon(
  'StarFilled',
  <path d="M12 3.8l2.5 5.2 5.7.8-4.1 4 1 5.7-5.1-2.7-5.1 2.7 1-5.7-4.1-4 5.7-.8z" fill="currentColor" />,
);
export const GridIcon = icon(
  'Grid',
  <>
    <rect x="4" y="4" width="16" height="16" rx="2.2" />
    {path('M9.3 4v16', 'M14.7 4v16', 'M4 9.3h16', 'M4 14.7h16')}
  </>,
);
export const HistoryIcon = icon(
  'History',
  path('M4.5 12a7.5 7.5 0 1 0 2.3-5.4', 'M4.4 4.4v3.4h3.4', 'M12 8v4.2l2.8 1.7'),
);
export const DiffIcon = icon('Diff', path('M5 8h7', 'M8.5 4.5v7', 'M12 16.5h7', 'M19 4.5l-14 15'));
