import Box from '@mui/material/Box';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { Link } from 'wouter';
import type { PackSummary } from '../../../../electron/contract/domain.ts';
import type { StageId } from '../../../../electron/contract/geometry.ts';
import { parameterSpecs } from '../../../../electron/contract/parameters.ts';
import { t } from '../../i18n/i18n.ts';
import { withPack } from '../draft.ts';
import { useDraft, useStudio } from '../studio-context.ts';

/** Which model drives the lane. Choosing another makes the lane stale. */
export function PackPicker({
  stage,
  pack,
  packs,
}: {
  stage: StageId;
  pack: PackSummary | undefined;
  packs: readonly PackSummary[];
}) {
  const { draft } = useStudio();
  const chosen = useDraft((state) => state.packs[stage]);
  const able = packs.filter((one) => one.stages.includes(stage) && parameterSpecs(stage, one.method));
  if (!pack) {
    return (
      <Typography variant="body2" color="text.secondary">
        {t('No installed model does this.')} <Link href="/models">{t('Open Models')}</Link>
      </Typography>
    );
  }
  const isGone = chosen !== undefined && !able.some((one) => one.id === chosen);
  return (
    <Box>
      <Box sx={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: 2 }}>
        <Typography id="pack-label" variant="body2" color="text.secondary">
          {t('Model')}
        </Typography>
        {able.length < 2 ? (
          <Tooltip title={pack.summary} placement="left">
            <Typography variant="body2" noWrap>
              {pack.name}
            </Typography>
          </Tooltip>
        ) : (
          <Select
            size="small"
            variant="standard"
            disableUnderline
            labelId="pack-label"
            value={pack.id}
            onChange={(event) => {
              const next = able.find((one) => one.id === event.target.value);
              if (next) draft.setState((old) => withPack(old, stage, next));
            }}
            sx={{ fontSize: 13, maxWidth: 190 }}
          >
            {able.map((one) => (
              <MenuItem key={one.id} value={one.id}>
                {one.name}
              </MenuItem>
            ))}
          </Select>
        )}
      </Box>
      {isGone ? (
        <Typography variant="caption" color="warning.main" component="p" role="status">
          {t('“{{chosen}}” is no longer installed: {{name}} is used instead.', { chosen, name: pack.name })}{' '}
          <Link href="/models">{t('Open Models')}</Link>
        </Typography>
      ) : null}
    </Box>
  );
}
