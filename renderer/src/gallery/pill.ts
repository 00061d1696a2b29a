/** How the toolbar's filters look. */
export const pill = {
  borderRadius: '16px',
  height: 32,
  paddingInline: '13px',
  color: 'text.secondary',
  '& svg': { fontSize: '16px !important' },
} as const;
