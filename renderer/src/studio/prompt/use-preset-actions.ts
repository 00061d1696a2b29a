import type { Preset, PresetGap } from '../../../../electron/contract/presets.ts';
import { call } from '../../api/client.ts';
import { exportPreset, importPreset } from '../../api/presets.ts';
import { usePacks } from '../../api/queries.ts';
import { notify, notifyError } from '../../components/notices.ts';
import { t } from '../../i18n/i18n.ts';
import { laneName } from '../../i18n/names.ts';
import { presetOfDraft, withPreset } from '../preset-of-draft.ts';
import { useStudio } from '../studio-context.ts';

/** What can be done with presets. Failures appear as notices; nothing throws. */
export interface PresetActions {
  /** Sets what the preset says, and names what of it cannot be had. */
  use(preset: Preset): void;
  add(name: string, includes: { readonly prompt: boolean; readonly seed: boolean }): void;
  rename(preset: Preset, name: string): void;
  remove(preset: Preset): void;
  /** Hands it to the person as a file. */
  save(preset: Preset): void;
  open(file: File): void;
}

export function usePresetActions(): PresetActions {
  const { draft, packIds } = useStudio();
  const installed = usePacks().data?.packs ?? [];
  return {
    use({ name, settings }) {
      const before = draft.getState();
      const fitted = withPreset(before, settings, installed, packIds);
      draft.setState(fitted.draft);
      const undo = (): void => draft.setState(before);
      if (fitted.gaps.length === 0) notify(t('Preset “{{name}}” is set.', { name }), { undo });
      else {
        const gaps = fitted.gaps.slice(0, 4).map(gapWords).join(', ');
        const more = fitted.gaps.length > 4 ? ', …' : '';
        notify(t('Preset “{{name}}” is set, but not: {{gaps}}.', { name, gaps: `${gaps}${more}` }), { undo });
      }
    },
    add(name, includes) {
      call('presets.add', { name, settings: presetOfDraft(draft.getState(), packIds, includes) }).then(
        (preset) => notify(t('Preset “{{name}}” saved.', { name: preset.name })),
        notifyError,
      );
    },
    rename(preset, name) {
      call('presets.update', { presetId: preset.id, name: name.slice(0, 60) }).catch(notifyError);
    },
    remove({ id, name, settings }) {
      const undo = (): void => void call('presets.add', { name, settings }).catch(notifyError);
      call('presets.delete', { presetId: id }).then(
        () => notify(t('Preset “{{name}}” deleted.', { name }), { undo }),
        notifyError,
      );
    },
    save(preset) {
      exportPreset(preset).then((saved) => {
        if (saved) notify(t('Saved as {{fileName}}.', { fileName: saved.path ?? saved.fileName }));
      }, notifyError);
    },
    open(file) {
      importPreset(file).then(({ name }) => notify(t('Preset “{{name}}” added.', { name })), notifyError);
    },
  };
}

function gapWords({ stage, kind, name }: PresetGap): string {
  const lane = laneName(stage);
  return kind === 'pack'
    ? t('model {{name}} of {{lane}}, which is not installed', { name, lane })
    : t('{{name}} of {{lane}}', { name, lane });
}
