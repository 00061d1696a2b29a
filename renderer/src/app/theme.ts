import { createTheme } from '@mui/material/styles';
import type {} from '@mui/material/themeCssVarsAugmentation';

/** Colours beyond MUI's own, in both schemes. `faint` is for decoration only: it is too weak for text. */
declare module '@mui/material/styles' {
  interface Palette {
    panel: string;
    raised: string;
    well: string;
    faint: string;
    selection: string;
    stale: string;
    hatch: string;
    scrim: string;
  }
  interface PaletteOptions extends Partial<Pick<Palette, StudioColour>> {}
}
type StudioColour = 'panel' | 'raised' | 'well' | 'faint' | 'selection' | 'stale' | 'hatch' | 'scrim';

const ease = 'cubic-bezier(0.2, 0, 0, 1)';
const radius = 9;

const dark = {
  mode: 'dark' as const,
  primary: { main: '#FFB454', dark: '#E79A36', light: '#FFC77E', contrastText: '#1B1204' },
  secondary: { main: '#7FB2FF', contrastText: '#07162E' },
  success: { main: '#6FCF97' },
  warning: { main: '#F2C94C' },
  error: { main: '#FF8A80', contrastText: '#2B0A07' },
  info: { main: '#7FB2FF' },
  background: { default: '#0F1012', paper: '#16181B' },
  text: { primary: '#E8E6E3', secondary: '#9A9893', disabled: '#7C7A76' },
  divider: 'rgba(255, 255, 255, 0.08)',
  panel: '#16181B',
  raised: '#1E2125',
  well: '#121416',
  faint: '#6B6A67',
  selection: '#7FB2FF',
  stale: '#F2C94C',
  hatch: 'rgba(242, 201, 76, 0.22)',
  scrim: 'rgba(12, 13, 15, 0.72)',
};

const light = {
  mode: 'light' as const,
  primary: { main: '#F0A03A', dark: '#D98A22', light: '#FFC77E', contrastText: '#1B1204' },
  secondary: { main: '#2462C4', contrastText: '#FFFFFF' },
  success: { main: '#1E7A46' },
  warning: { main: '#8A6300' },
  error: { main: '#B3261E', contrastText: '#FFFFFF' },
  info: { main: '#2462C4' },
  background: { default: '#F4F3F1', paper: '#FDFCFB' },
  text: { primary: '#1D1C1A', secondary: '#5E5B56', disabled: '#85827C' },
  divider: 'rgba(20, 16, 10, 0.12)',
  panel: '#FAF9F7',
  raised: '#FFFFFF',
  well: '#EDEBE8',
  faint: '#A3A09A',
  selection: '#2462C4',
  stale: '#8A6300',
  hatch: 'rgba(160, 118, 0, 0.2)',
  scrim: 'rgba(24, 22, 20, 0.66)',
};

/** The studio's own look: neutral surfaces, hairlines, one warm accent. Both schemes live as CSS variables. */
export const theme = createTheme({
  cssVariables: { colorSchemeSelector: 'data-scheme', cssVarPrefix: 'sm' },
  colorSchemes: { dark: { palette: dark }, light: { palette: light } },
  shape: { borderRadius: radius },
  spacing: 4,
  transitions: { easing: { easeInOut: ease, easeOut: ease, easeIn: ease, sharp: ease } },
  typography: {
    fontFamily: '"Inter Variable", system-ui, sans-serif',
    fontSize: 13,
    htmlFontSize: 16,
    h1: { fontSize: 22, fontWeight: 600, letterSpacing: '-0.015em', lineHeight: 1.25 },
    h2: { fontSize: 16, fontWeight: 600, letterSpacing: '-0.01em', lineHeight: 1.3 },
    h3: { fontSize: 13.5, fontWeight: 600, lineHeight: 1.4 },
    body1: { fontSize: 14, lineHeight: 1.5 },
    body2: { fontSize: 13, lineHeight: 1.45 },
    caption: { fontSize: 12, lineHeight: 1.4 },
    button: { fontSize: 13, fontWeight: 550, textTransform: 'none', letterSpacing: 0 },
  },
  components: {
    MuiCssBaseline: {
      styleOverrides: {
        'html, body, #root': { height: '100%' },
        body: { overflow: 'hidden', WebkitFontSmoothing: 'antialiased' },
        ':focus-visible': { outline: '2px solid var(--sm-palette-selection)', outlineOffset: 2 },
        // Dialogs take the focus themselves when they open; the ring belongs to what is inside.
        '[role="dialog"]:focus-visible, .MuiDialog-container:focus-visible': { outline: 'none' },
        '*': { scrollbarWidth: 'thin', scrollbarColor: 'var(--sm-palette-faint) transparent' },
        p: { textWrap: 'pretty' },
        '.tabular': { fontVariantNumeric: 'tabular-nums' },
        '.visually-hidden': {
          position: 'absolute',
          width: 1,
          height: 1,
          overflow: 'hidden',
          clipPath: 'inset(50%)',
          whiteSpace: 'nowrap',
        },
        '@media (prefers-reduced-motion: reduce)': {
          '*, *::before, *::after': {
            animationDuration: '0.01ms !important',
            animationIterationCount: '1 !important',
            transitionDuration: '0.01ms !important',
            scrollBehavior: 'auto !important',
          },
        },
      },
    },
    MuiButtonBase: { defaultProps: { disableRipple: true } },
    MuiButton: {
      defaultProps: { disableElevation: true },
      styleOverrides: {
        root: ({ theme: t }) => ({
          minWidth: 0,
          padding: '5px 12px',
          borderRadius: 8,
          whiteSpace: 'nowrap',
          '&:focus-visible': { outline: `2px solid ${t.vars.palette.selection}`, outlineOffset: 2 },
        }),
        sizeSmall: { padding: '3px 9px', fontSize: 12.5 },
        sizeLarge: { padding: '8px 20px', fontSize: 14, fontWeight: 650, borderRadius: 10 },
        outlined: ({ theme: t }) => ({
          borderColor: t.vars.palette.divider,
          color: t.vars.palette.text.primary,
          backgroundColor: 'transparent',
          '&:hover': { borderColor: t.vars.palette.faint, backgroundColor: t.vars.palette.raised },
        }),
        text: ({ theme: t }) => ({
          color: t.vars.palette.text.primary,
          '&:hover': { backgroundColor: t.vars.palette.raised },
        }),
      },
    },
    MuiIconButton: {
      styleOverrides: {
        root: ({ theme: t }) => ({
          borderRadius: 8,
          padding: 6,
          color: t.vars.palette.text.secondary,
          '&:hover': { color: t.vars.palette.text.primary, backgroundColor: t.vars.palette.raised },
          '&:focus-visible': { outline: `2px solid ${t.vars.palette.selection}`, outlineOffset: 1 },
        }),
      },
    },
    MuiPaper: { defaultProps: { elevation: 0 }, styleOverrides: { root: { backgroundImage: 'none' } } },
    MuiMenu: {
      styleOverrides: {
        paper: ({ theme: t }) => ({
          border: `1px solid ${t.vars.palette.divider}`,
          backgroundColor: t.vars.palette.raised,
          boxShadow: '0 12px 32px rgba(0, 0, 0, 0.32)',
          borderRadius: 10,
          minWidth: 168,
        }),
        list: { padding: 4 },
      },
    },
    MuiMenuItem: {
      styleOverrides: { root: { fontSize: 13, borderRadius: 6, minHeight: 32, padding: '5px 10px', gap: 10 } },
    },
    MuiDialog: {
      styleOverrides: {
        paper: ({ theme: t }) => ({
          border: `1px solid ${t.vars.palette.divider}`,
          backgroundColor: t.vars.palette.panel,
          borderRadius: 14,
        }),
      },
    },
    MuiDialogTitle: { styleOverrides: { root: { fontSize: 16, fontWeight: 600, padding: '18px 20px 8px' } } },
    MuiDialogContent: { styleOverrides: { root: { padding: '8px 20px' } } },
    MuiDialogActions: { styleOverrides: { root: { padding: '12px 20px 18px', gap: 4 } } },
    MuiTooltip: {
      defaultProps: { enterDelay: 450, enterNextDelay: 80 },
      styleOverrides: {
        tooltip: ({ theme: t }) => ({
          backgroundColor: t.vars.palette.raised,
          color: t.vars.palette.text.primary,
          border: `1px solid ${t.vars.palette.divider}`,
          fontSize: 12,
          fontWeight: 450,
          padding: '4px 8px',
          boxShadow: '0 6px 18px rgba(0, 0, 0, 0.25)',
        }),
      },
    },
    MuiOutlinedInput: {
      styleOverrides: {
        root: ({ theme: t }) => ({
          borderRadius: 9,
          fontSize: 13,
          backgroundColor: t.vars.palette.panel,
          '& .MuiOutlinedInput-notchedOutline': { borderColor: t.vars.palette.divider },
          '&:hover .MuiOutlinedInput-notchedOutline': { borderColor: t.vars.palette.faint },
          '&.Mui-focused .MuiOutlinedInput-notchedOutline': {
            borderColor: t.vars.palette.selection,
            borderWidth: 1,
          },
        }),
        input: { padding: '8px 12px', height: 'auto', '&::placeholder': { opacity: 1 } },
        multiline: { padding: '10px 12px', '& textarea': { padding: 0 } },
      },
    },
    MuiInputBase: {
      styleOverrides: {
        input: ({ theme: t }) => ({ '&::placeholder': { color: t.vars.palette.text.secondary, opacity: 1 } }),
      },
    },
    MuiLinearProgress: {
      styleOverrides: {
        root: ({ theme: t }) => ({ height: 3, borderRadius: 2, backgroundColor: t.vars.palette.divider }),
        bar: { borderRadius: 2 },
      },
    },
    MuiSlider: {
      defaultProps: { size: 'small' },
      styleOverrides: {
        root: ({ theme: t }) => ({ color: t.vars.palette.text.secondary, height: 4, borderRadius: 2 }),
        rail: ({ theme: t }) => ({ backgroundColor: t.vars.palette.text.primary, opacity: 0.12 }),
        track: { border: 'none' },
        thumb: ({ theme: t }) => ({
          width: 14,
          height: 14,
          backgroundColor: '#E8E6E3',
          border: `1px solid ${t.vars.palette.divider}`,
          boxShadow: '0 1px 3px rgba(0, 0, 0, 0.4)',
          '&::before': { display: 'none' },
          '&:hover, &.Mui-focusVisible': { boxShadow: `0 0 0 5px ${t.vars.palette.divider}` },
        }),
      },
    },
    MuiToggleButtonGroup: {
      styleOverrides: {
        root: ({ theme: t }) => ({
          border: `1px solid ${t.vars.palette.divider}`,
          borderRadius: 9,
          padding: 2,
          gap: 2,
          backgroundColor: t.vars.palette.well,
        }),
        grouped: { border: 0, borderRadius: '7px !important', margin: '0 !important' },
      },
    },
    MuiToggleButton: {
      styleOverrides: {
        root: ({ theme: t }) => ({
          fontSize: 13,
          fontWeight: 500,
          padding: '4px 12px',
          color: t.vars.palette.text.secondary,
          '&:hover': { backgroundColor: 'transparent', color: t.vars.palette.text.primary },
          '&.Mui-selected, &.Mui-selected:hover': {
            color: t.vars.palette.text.primary,
            backgroundColor: t.vars.palette.raised,
          },
          '&:focus-visible': { outline: `2px solid ${t.vars.palette.selection}`, outlineOffset: 1 },
        }),
      },
    },
    MuiTypography: {
      variants: [
        { props: { color: 'text.secondary' }, style: ({ theme: t }) => ({ color: t.vars.palette.text.secondary }) },
        { props: { color: 'text.primary' }, style: ({ theme: t }) => ({ color: t.vars.palette.text.primary }) },
      ],
    },
    MuiSvgIcon: { styleOverrides: { root: { fontSize: 20 } } },
    MuiSkeleton: { defaultProps: { animation: 'wave' } },
  },
});
