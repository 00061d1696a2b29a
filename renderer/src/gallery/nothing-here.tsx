import Button from '@mui/material/Button';
import { EmptyState } from '../components/empty-state.tsx';
import { HeartIcon, SearchIcon, TagIcon, TrashIcon } from '../components/icons.tsx';
import { t } from '../i18n/i18n.ts';
import { clearFilters, useGalleryView } from './use-gallery-view.ts';

/** An empty bin, or a search that found nothing. */
export function NothingHere({ bin }: { bin: boolean }) {
  const { search, favouritesOnly, tags } = useGalleryView();
  if (bin)
    return (
      <EmptyState icon={<TrashIcon />} title={t('The bin is empty')} text={t('Projects you throw away wait here.')} />
    );
  return (
    <EmptyState
      icon={search ? <SearchIcon /> : tags.length > 0 ? <TagIcon /> : <HeartIcon />}
      title={
        search
          ? t('Nothing matches “{{words}}”', { words: search.slice(0, 40) })
          : tags.length > 0
            ? t('No project has all of these')
            : t('No favourites yet')
      }
      text={
        search
          ? t(
              favouritesOnly || tags.length > 0
                ? 'Search looks through names, prompts and tags, here only of what the filters leave.'
                : 'Search looks through names, prompts and tags.',
            )
          : tags.length > 0
            ? t(favouritesOnly ? 'Tagged {{tags}}, among the favourites.' : 'Tagged {{tags}}.', {
                tags: tags.map((tag) => `“${tag}”`).join(` ${t('and')} `),
              })
            : t('The heart on a poster keeps a project here.')
      }
      action={
        <Button variant="outlined" onClick={clearFilters}>
          {t('Show all projects')}
        </Button>
      }
    />
  );
}
