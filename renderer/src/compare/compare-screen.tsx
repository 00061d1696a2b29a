import FormControl from '@mui/material/FormControl';
import MenuItem from '@mui/material/MenuItem';
import Select from '@mui/material/Select';
import ToggleButton from '@mui/material/ToggleButton';
import ToggleButtonGroup from '@mui/material/ToggleButtonGroup';
import { useLocation, useSearch } from 'wouter';
import { useProject, useProjects } from '../api/queries.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { CompareIcon } from '../components/icons.tsx';
import { Screen, ScreenSkeleton } from '../components/screen.tsx';
import { phrase, t } from '../i18n/i18n.ts';
import { BlindVote } from './blind-vote.tsx';
import { ComparePair } from './compare-pair.tsx';
import { firstPair } from './first-pair.ts';
import { VoteResults } from './vote-results.tsx';

const views = [
  { view: 'open', label: phrase('Side by side'), lead: phrase('Two takes side by side, frame for frame.') },
  {
    view: 'blind',
    label: phrase('Blind'),
    lead: phrase('Two takes of one prompt, sides drawn by lot. Which is which is told after your vote.'),
  },
  { view: 'results', label: phrase('Results'), lead: phrase('What your blind votes add up to.') },
] as const;

/** Two takes of a project beside each other: in the open, judged blind, and what the votes say. /compare?project=…&a=…&b=…&view=…. */
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
      <Screen title={t('Compare')}>
        <ErrorNotice error={error} onRetry={() => void project.refetch()} />
      </Screen>
    );
  }
  if (!projects.data || (projectId && !project.data)) return <ScreenSkeleton />;

  const takes = project.data?.takes ?? [];
  const fallback = firstPair(takes);
  const a = takes.find((take) => take.id === address.get('a')) ?? fallback?.[0];
  const b = takes.find((take) => take.id === address.get('b')) ?? fallback?.[1];
  const { view, lead } = views.find((each) => each.view === address.get('view')) ?? views[0];
  const show = (next: { project?: string; a?: string; b?: string; view?: string }): void => {
    const query = new URLSearchParams();
    const values = next.project
      ? { project: next.project, view }
      : { project: projectId, a: a?.id, b: b?.id, view, ...next };
    for (const [key, value] of Object.entries(values)) if (value) query.set(key, value);
    navigate(`/compare?${query}`, { replace: true });
  };

  return (
    <Screen
      title={t('Compare')}
      lead={t(lead)}
      width={1400}
      actions={
        <>
          <ToggleButtonGroup
            exclusive
            size="small"
            aria-label={t('How takes are compared')}
            value={view}
            onChange={(_event, next: string | null) => next && show({ view: next })}
          >
            {views.map((each) => (
              <ToggleButton key={each.view} value={each.view} sx={{ whiteSpace: 'nowrap' }}>
                {t(each.label)}
              </ToggleButton>
            ))}
          </ToggleButtonGroup>
          {candidates.length > 0 && view !== 'results' ? (
            <FormControl size="small">
              <Select
                value={candidates.some(({ id }) => id === projectId) ? (projectId ?? '') : ''}
                onChange={(event) => show({ project: event.target.value })}
                displayEmpty
                renderValue={() => project.data?.project.name ?? t('Choose a project')}
                inputProps={{ 'aria-label': t('Project') }}
                sx={{ minWidth: 220 }}
              >
                {candidates.map((candidate) => (
                  <MenuItem key={candidate.id} value={candidate.id}>
                    {candidate.name}
                  </MenuItem>
                ))}
              </Select>
            </FormControl>
          ) : null}
        </>
      }
    >
      {view === 'results' ? (
        <VoteResults />
      ) : view === 'blind' && a && b ? (
        <BlindVote key={projectId} takes={takes} onResults={() => show({ view: 'results' })} />
      ) : a && b ? (
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
          title={t('Two takes are needed')}
          text={t('Generate again with another seed or setting, then look at both here.')}
          action={
            projectId
              ? { label: t('Open the Studio'), href: `/studio/${projectId}` }
              : { label: t('Open the Gallery'), href: '/' }
          }
        />
      )}
    </Screen>
  );
}
