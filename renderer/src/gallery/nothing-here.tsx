import Button from '@mui/material/Button';
import { EmptyState } from '../components/empty-state.tsx';
import { HeartIcon, SearchIcon, TrashIcon } from '../components/icons.tsx';
import { useGalleryView } from './use-gallery-view.ts';

/** An empty bin, or a search that found nothing. */
export function NothingHere({ bin }: { bin: boolean }) {
  const { search, favouritesOnly } = useGalleryView();
  if (bin)
    return <EmptyState icon={<TrashIcon />} title="The bin is empty" text="Projects you throw away wait here." />;
  return (
    <EmptyState
      icon={favouritesOnly && !search ? <HeartIcon /> : <SearchIcon />}
      title={search ? `Nothing matches “${search.slice(0, 40)}”` : 'No favourites yet'}
      text={search ? 'Search looks through names and prompts.' : 'The heart on a poster keeps a project here.'}
      action={
        <Button variant="outlined" onClick={() => useGalleryView.setState({ search: '', favouritesOnly: false })}>
          Show all projects
        </Button>
      }
    />
  );
}
