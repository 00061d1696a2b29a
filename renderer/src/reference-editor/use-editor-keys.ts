import { type RefObject, useEffect, useRef } from 'react';
import { isTyping } from '../components/shortcuts.ts';
import { type ToolId, toolIds, tools } from './tools.tsx';
import type { Editing } from './use-editor.ts';

/** Letters pick tools, [ and ] size the brush, Delete takes a layer away, Ctrl or Command with Z undoes, Escape leaves. */
export function useEditorKeys(parts: {
  editing: Editing;
  setTool: (tool: ToolId) => void;
  close: () => void;
  resize: (factor: number) => void;
  remove: () => void;
}): void {
  const latest: RefObject<typeof parts> = useRef(parts);
  useEffect(() => {
    latest.current = parts;
  });
  useEffect(() => {
    const onKey = (event: KeyboardEvent): void => {
      const { editing, setTool, close, resize, remove } = latest.current;
      const target = event.target instanceof Element ? event.target : document.body;
      if (event.defaultPrevented || target.closest('[role="dialog"], [role="listbox"]')) return;
      const key = event.key.toLowerCase();
      if ((event.ctrlKey || event.metaKey) && (key === 'z' || key === 'y')) {
        event.preventDefault();
        if (key === 'y' || event.shiftKey) editing.redo();
        else editing.undo();
        return;
      }
      if (event.ctrlKey || event.metaKey || event.altKey) return;
      if (key === 'escape') close();
      if (isTyping(target) && !(target instanceof HTMLInputElement && target.type === 'range')) return;
      const tool = toolIds.find((id) => tools[id].key === key);
      if (tool) setTool(tool);
      if (key === '[') resize(1 / 1.25);
      if (key === ']') resize(1.25);
      if (key === 'delete' || key === 'backspace') remove();
    };
    window.addEventListener('keydown', onKey);
    return () => window.removeEventListener('keydown', onKey);
  }, []);
}
