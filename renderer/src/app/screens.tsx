import { lazy, Suspense, useEffect } from 'react';
import { Redirect, Route, Switch } from 'wouter';
import { useProjects } from '../api/queries.ts';
import { EmptyState } from '../components/empty-state.tsx';
import { StudioIcon } from '../components/icons.tsx';
import { ScreenSkeleton } from '../components/screen.tsx';
import { t } from '../i18n/i18n.ts';
import { lastProject, rememberProject } from './last-project.ts';

const GalleryScreen = lazy(async () => ({ default: (await import('../gallery/gallery-screen.tsx')).GalleryScreen }));
const StudioScreen = lazy(async () => ({ default: (await import('../studio/studio-screen.tsx')).StudioScreen }));
const ReferenceEditor = lazy(async () => ({
  default: (await import('../reference-editor/reference-editor.tsx')).ReferenceEditor,
}));
const QueueScreen = lazy(async () => ({ default: (await import('../queue/queue-screen.tsx')).QueueScreen }));
const CompareScreen = lazy(async () => ({ default: (await import('../compare/compare-screen.tsx')).CompareScreen }));
const ModelsScreen = lazy(async () => ({ default: (await import('../models/models-screen.tsx')).ModelsScreen }));
const SettingsScreen = lazy(async () => ({
  default: (await import('../settings/settings-screen.tsx')).SettingsScreen,
}));

/** Address → screen. Every screen is its own chunk. */
export function Screens() {
  return (
    <Suspense fallback={<ScreenSkeleton />}>
      <Switch>
        <Route path="/">
          <GalleryScreen />
        </Route>
        <Route path="/bin">
          <GalleryScreen bin />
        </Route>
        <Route path="/studio" component={StudioEntry} />
        <Route path="/studio/:projectId/edit/:takeId">
          {({ projectId, takeId }) => <ReferenceEditor projectId={projectId} takeId={takeId} />}
        </Route>
        <Route path="/studio/:projectId">{({ projectId }) => <OpenProject projectId={projectId} />}</Route>
        <Route path="/queue" component={QueueScreen} />
        <Route path="/compare" component={CompareScreen} />
        <Route path="/models" component={ModelsScreen} />
        <Route path="/settings" component={SettingsScreen} />
        <Route>
          <Redirect to="/" replace />
        </Route>
      </Switch>
    </Suspense>
  );
}

function OpenProject({ projectId }: { projectId: string }) {
  useEffect(() => rememberProject(projectId), [projectId]);
  return <StudioScreen key={projectId} projectId={projectId} />;
}

/** The Studio link without a project: the one opened last, else the newest. */
function StudioEntry() {
  const projects = useProjects({ limit: 50 });
  if (!projects.data) return <ScreenSkeleton />;
  const list = projects.data.projects;
  const project = list.find(({ id }) => id === lastProject()) ?? list[0];
  if (project) return <Redirect to={`/studio/${project.id}`} replace />;
  return (
    <EmptyState
      icon={<StudioIcon />}
      title={t('Nothing to work on yet')}
      text={t('Write a prompt or drop a picture in the Gallery, and it opens here.')}
      action={{ label: t('Open the Gallery'), href: '/' }}
    />
  );
}
