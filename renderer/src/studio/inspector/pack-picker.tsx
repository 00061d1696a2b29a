import Box from '@mui/material/Box';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import Tooltip from '@mui/material/Tooltip';
import Typography from '@mui/material/Typography';
import { Link } from 'wouter';
import type { PackSummary } from '../../../../electron/contract/domain.ts';
import type { StageId } from '../../../../electron/contract/geometry.ts';
import { parameterSpecs } from '../../../../electron/contract/parameters.ts';
import { useStudio } from '../studio-context.ts';

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
  const able = packs.filter((one) => one.stages.includes(stage) && parameterSpecs(stage, one.method));
  if (!pack) {
    return (
      <Typography variant="body2" color="text.secondary">
        No installed model does this. <Link href="/models">Open Models</Link>
      </Typography>
    );
  }
  return (
    <Box sx={{ display: 'flex', alignItems: 'center', justifyContent: 'space-between', gap: 2 }}>
      <Typography id="pack-label" variant="body2" color="text.secondary">
        Model
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
          onChange={(event) => draft.setState((old) => ({ packs: { ...old.packs, [stage]: event.target.value } }))}
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
  );
}
