import FormControl from '@mui/material/FormControl';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import { useLocation, useSearch } from 'wouter';
import { useProject, useProjects } from '../api/queries.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { CompareIcon } from '../components/icons.tsx';
import { Screen, ScreenSkeleton } from '../components/screen.tsx';
import { ComparePair } from './compare-pair.tsx';
import { firstPair } from './take-differences.ts';

/** Two takes of a project beside each other, in step. The address names them: /compare?project=…&a=…&b=…. */
export function CompareScreen() {
  const [, navigate] = useLocation();
  const address = new URLSearchParams(useSearch());
  const projects = useProjects({ limit: 200 });
  const candidates = (projects.data?.projects ?? []).filter((project) => project.takeCount >= 2);
  const projectId = address.get('project') ?? candidates[0]?.id;
  const project = useProject(projectId);

  const error = projects.error ?? (projectId ? project.error : null);
  if (error) {
    return (
      <Screen title="Compare">
        <ErrorNotice error={error} onRetry={() => void project.refetch()} />
      </Screen>
    );
  }
  if (!projects.data || (projectId && !project.data)) return <ScreenSkeleton />;

  const takes = project.data?.takes ?? [];
  const fallback = firstPair(takes);
  const a = takes.find((take) => take.id === address.get('a')) ?? fallback?.[0];
  const b = takes.find((take) => take.id === address.get('b')) ?? fallback?.[1];
  const show = (next: { project?: string; a?: string; b?: string }): void => {
    const query = new URLSearchParams();
    const values = next.project ? { project: next.project } : { project: projectId, a: a?.id, b: b?.id, ...next };
    for (const [key, value] of Object.entries(values)) if (value) query.set(key, value);
    navigate(`/compare?${query}`, { replace: true });
  };

  return (
    <Screen
      title="Compare"
      lead="Two takes side by side, frame for frame."
      width={1400}
      actions={
        candidates.length > 0 ? (
          <FormControl size="small">
            <Select
              value={candidates.some(({ id }) => id === projectId) ? (projectId ?? '') : ''}
              onChange={(event) => show({ project: event.target.value })}
              displayEmpty
              renderValue={() => project.data?.project.name ?? 'Choose a project'}
              inputProps={{ 'aria-label': 'Project' }}
              sx={{ minWidth: 220 }}
            >
              {candidates.map((candidate) => (
                <MenuItem key={candidate.id} value={candidate.id}>
                  {candidate.name}
                </MenuItem>
              ))}
            </Select>
          </FormControl>
        ) : null
      }
    >
      {a && b ? (
        <ComparePair
          key={`${a.id} ${b.id}`}
          takes={takes}
          a={a}
          b={b}
          onA={(id) => show({ a: id })}
          onB={(id) => show({ b: id })}
        />
      ) : (
        <EmptyState
          icon={<CompareIcon />}
          title="Two takes are needed"
          text="Generate again with another seed or setting, then look at both here."
          action={
            projectId
              ? { label: 'Open the Studio', href: `/studio/${projectId}` }
              : { label: 'Open the Gallery', href: '/' }
          }
        />
      )}
    </Screen>
  );
}
