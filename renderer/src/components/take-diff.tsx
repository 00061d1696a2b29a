import Box from '@mui/material/Box';
import Typography from '@mui/material/Typography';
import { useMemo } from 'react';
import type { Take } from '../../../electron/contract/domain.ts';
import type { ParameterSpec } from '../../../electron/contract/parameters.ts';
import { useCall } from '../api/queries.ts';
import { t } from '../i18n/i18n.ts';
import { type DifferenceCell, takeDifferences } from './take-differences.ts';
import { wordDiff } from './word-diff.ts';

/** What was done differently to make two takes: their prompts word by word, then everything else as a table. */
export function TakeDiff({ a, b, takes }: { a: Take; b: Take; takes: readonly Take[] }) {
  const specs = { a: useSpecsOf(a), b: useSpecsOf(b) };
  const rows = takeDifferences(a, b, takes, specs);
  const prompts = [
    { label: t('Prompt'), a: a.prompt, b: b.prompt },
    { label: t('Negative prompt'), a: a.negativePrompt, b: b.negativePrompt },
  ].filter((each) => each.a !== each.b);
  if (rows.length === 0 && prompts.length === 0) {
    return (
      <Typography variant="body2" color="textSecondary">
        {t('Both were made in the same way.')}
      </Typography>
    );
  }
  return (
    <Box sx={{ display: 'grid', gap: 5 }}>
      {prompts.map((each) => (
        <WordDiff key={each.label} {...each} />
      ))}
      {rows.length === 0 ? null : (
        <Box
          component="table"
          sx={{
            width: '100%',
            borderCollapse: 'collapse',
            fontSize: 13,
            tableLayout: 'fixed',
            '& th, & td': {
              textAlign: 'left',
              padding: '7px 12px 7px 0',
              borderBottom: '1px solid',
              borderColor: 'divider',
              verticalAlign: 'top',
              overflowWrap: 'anywhere',
            },
            '& th': { fontWeight: 450, color: 'text.secondary' },
          }}
        >
          <caption className="visually-hidden">{t('What is different')}</caption>
          <thead>
            <tr>
              <th scope="col">{t('Different')}</th>
              <th scope="col">A</th>
              <th scope="col">B</th>
            </tr>
          </thead>
          <tbody className="tabular">
            {rows.map((row) => (
              <tr key={row.label}>
                <th scope="row">{row.label}</th>
                <Cell {...row.a} />
                <Cell {...row.b} />
              </tr>
            ))}
          </tbody>
        </Box>
      )}
    </Box>
  );
}

/** Parameters of the model that made a take, with the defaults it had there; null while they are not known, or the model is gone. */
function useSpecsOf({ packId, stage, preset }: Take): readonly ParameterSpec[] | null {
  const input = { packId: packId ?? '', stage, preset: preset ?? 'standard' };
  return useCall('packs.parameters', input, { enabled: packId !== null }).data?.specs ?? null;
}

function Cell({ text, isDefault }: DifferenceCell) {
  return (
    <td>
      {text}
      {isDefault ? (
        <Box component="span" sx={{ color: 'text.secondary', ml: '8px', whiteSpace: 'nowrap' }}>
          {t('default')}
        </Box>
      ) : null}
    </td>
  );
}

function WordDiff({ label, a, b }: { label: string; a: string; b: string }) {
  const parts = useMemo(() => {
    let at = 0;
    return wordDiff(a, b).map((part) => {
      const key = at;
      at += part.text.length;
      return { ...part, key };
    });
  }, [a, b]);
  return (
    <Box component="section" aria-label={label}>
      <Typography variant="body2" color="textSecondary" sx={{ mb: '4px' }}>
        {label}
      </Typography>
      <Box
        component="p"
        dir="auto"
        sx={{
          margin: 0,
          fontSize: 13.5,
          lineHeight: 1.6,
          overflowWrap: 'anywhere',
          whiteSpace: 'pre-wrap',
          '& del, & ins': { borderRadius: '3px', padding: '1px 1px' },
          '& del': { color: 'error.main', bgcolor: 'color-mix(in srgb, currentColor 13%, transparent)' },
          '& ins': {
            color: 'success.main',
            bgcolor: 'color-mix(in srgb, currentColor 13%, transparent)',
            textDecoration: 'none',
          },
        }}
      >
        {parts.map(({ kind, text, key }) =>
          kind === 'removed' ? (
            <del key={`a${key}`}>{text}</del>
          ) : kind === 'added' ? (
            <ins key={`b${key}`}>{text}</ins>
          ) : (
            <span key={`c${key}`}>{text}</span>
          ),
        )}
      </Box>
    </Box>
  );
}
