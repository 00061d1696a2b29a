import Box from '@mui/material/Box';
import { startTransition, useDeferredValue, useEffect, useMemo, useState } from 'react';
import { useLocation, useSearch } from 'wouter';
import { useStore } from 'zustand';
import type { CallOutput } from '../../../electron/contract/calls.ts';
import type { Take } from '../../../electron/contract/domain.ts';
import { useCall, useProject } from '../api/queries.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { ErrorNotice } from '../components/error-notice.tsx';
import { FilmIcon } from '../components/icons.tsx';
import { useTitle } from '../components/top-bar-slot.tsx';
import { t } from '../i18n/i18n.ts';
import { chooseTake, isKeptPicture, resolveChain } from './chain.ts';
import { firstDraft } from './draft.ts';
import { createDraftStore, type DraftStore, lastPreset, storedDraft } from './draft-store.ts';
import { ExportButton } from './export/export-button.tsx';
import { buildLanes } from './lanes.ts';
import { createPlayerStore } from './player-store.ts';
import { StudioContext, type StudioDialog, type StudioModel } from './studio-context.ts';
import { StudioDialogs } from './studio-dialogs.tsx';
import { StudioLayout } from './studio-layout.tsx';
import { StudioSkeleton } from './studio-skeleton.tsx';
import { useActions } from './use-actions.ts';
import { useShortcuts } from './use-shortcuts.ts';
import { packsInUse, useSpecs } from './use-specs.ts';
import { useStudioCommands } from './use-studio-commands.ts';

type ProjectData = CallOutput<'projects.get'>;

/** Prompt, preview, timeline and inspector of one project. */
export function StudioScreen({ projectId }: { projectId: string }) {
  const query = useProject(projectId);
  useTitle(query.data?.project.name ?? t('Studio'));
  if (query.data) return <WithDraft data={query.data} />;
  if (!query.error) return <StudioSkeleton />;
  if (query.error.code === 'not-found') {
    return (
      <EmptyState
        icon={<FilmIcon />}
        title={t('This project is not here')}
        text={t('It may be in the bin, or belong to another library.')}
        action={{ label: t('Open the Gallery'), href: '/' }}
      />
    );
  }
  return (
    <Box sx={{ maxWidth: 560, margin: '64px auto', paddingInline: 4 }}>
      <ErrorNotice error={query.error} onRetry={() => void query.refetch()} />
    </Box>
  );
}

/** Brings up the project's draft, once its first data is there. */
function WithDraft({ data }: { data: ProjectData }) {
  const [first] = useState(data);
  const [draft, setDraft] = useState<DraftStore | null>(null);
  useEffect(() => {
    const { project, takes, jobs } = first;
    const initial = storedDraft(project.id) ?? firstDraft(project, takes, jobs, lastPreset());
    const { store, close } = createDraftStore(project.id, initial);
    // The whole screen follows from this: drawn in slices, so that the page stays responsive while it is built.
    startTransition(() => setDraft(store));
    return close;
  }, [first]);
  return draft ? <Studio data={data} draft={draft} /> : <StudioSkeleton />;
}

function Studio({ data, draft }: { data: ProjectData; draft: DraftStore }) {
  const { project, takes, jobs } = data;
  const [player] = useState(createPlayerStore);
  // Lanes follow the draft a moment later, so that typing and dragging stay at full speed.
  const wanted = useDeferredValue(useStore(draft));
  const packs = useCall('packs.list', {}).data?.packs;

  const chain = useMemo(() => resolveChain(takes, wanted.lanes), [takes, wanted.lanes]);
  const lanes = useMemo(() => buildLanes({ takes, jobs, chain, wanted }), [takes, jobs, chain, wanted]);
  const packIds = useMemo(() => packsInUse(chain, wanted.packs, packs ?? []), [chain, wanted.packs, packs]);
  const specs = useSpecs(packIds);
  const [dialog, show] = useState<StudioDialog | null>(null);
  const actions = useActions({ projectId: project.id, takes, jobs, chain, lanes, specs, packIds, draft, player, show });
  const shown = chain[wanted.previewStage] ?? lanes.findLast((lane) => lane.take)?.take ?? null;

  const model = useMemo<StudioModel>(
    () => ({ project, takes, jobs, chain, lanes, packIds, shown, draft, player, actions, dialog, show }),
    [project, takes, jobs, chain, lanes, packIds, shown, draft, player, actions, dialog],
  );
  useShortcuts(model);
  useStudioCommands(model);
  useTakeFromAddress(takes, draft);
  return (
    <StudioContext value={model}>
      <ExportButton />
      <StudioLayout />
      <StudioDialogs />
    </StudioContext>
  );
}

/**
 * Where the reference editor leads back to: `?take=…` makes that take current, once it is there; `?job=…` follows a job, whose
 * takes become current as they arrive.
 */
function useTakeFromAddress(takes: readonly Take[], draft: DraftStore): void {
  const [location, navigate] = useLocation();
  const search = new URLSearchParams(useSearch());
  const [wanted, jobId] = [search.get('take'), search.get('job')];
  useEffect(() => {
    if (jobId === null) return;
    draft.setState({ followed: { jobId, takeId: null } });
    navigate(location, { replace: true });
  }, [draft, jobId, location, navigate]);
  useEffect(() => {
    const take = takes.find(({ id }) => id === wanted);
    if (!take) return;
    draft.setState((old) => ({
      lanes: chooseTake(takes, old.lanes, take.id),
      previewStage: take.stage,
      ...(isKeptPicture(take) ? { keepReference: true } : {}),
    }));
    navigate(location, { replace: true });
  }, [takes, draft, wanted, location, navigate]);
}
