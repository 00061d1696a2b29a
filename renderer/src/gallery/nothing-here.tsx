import Button from '@mui/material/Button';
import { EmptyState } from '../components/empty-state.tsx';
import { HeartIcon, SearchIcon, TagIcon, TrashIcon } from '../components/icons.tsx';
import { clearFilters, useGalleryView } from './use-gallery-view.ts';

/** An empty bin, or a search that found nothing. */
export function NothingHere({ bin }: { bin: boolean }) {
  const { search, favouritesOnly, tags } = useGalleryView();
  if (bin)
    return <EmptyState icon={<TrashIcon />} title="The bin is empty" text="Projects you throw away wait here." />;
  return (
    <EmptyState
      icon={search ? <SearchIcon /> : tags.length > 0 ? <TagIcon /> : <HeartIcon />}
      title={
        search
          ? `Nothing matches “${search.slice(0, 40)}”`
          : tags.length > 0
            ? 'No project has all of these'
            : 'No favourites yet'
      }
      text={
        search
          ? `Search looks through names, prompts and tags${favouritesOnly || tags.length > 0 ? ', here only of what the filters leave' : ''}.`
          : tags.length > 0
            ? `Tagged ${tags.map((tag) => `“${tag}”`).join(' and ')}${favouritesOnly ? ', among the favourites' : ''}.`
            : 'The heart on a poster keeps a project here.'
      }
      action={
        <Button variant="outlined" onClick={clearFilters}>
          Show all projects
        </Button>
      }
    />
  );
}
