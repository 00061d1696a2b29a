import { contextBridge, type IpcRendererEvent, ipcRenderer } from 'electron';
import { channels } from './hosts/shell/channels.ts';

/** The page's only way out: two functions, both checked on the other side (electron/contract). */
contextBridge.exposeInMainWorld('stillmotion', {
  call: (name: string, input: unknown): Promise<unknown> => ipcRenderer.invoke(channels.call, String(name), input),

  /** Returns the unsubscribe. */
  onEvent(listener: (event: unknown) => void): () => void {
    const receive = (_event: IpcRendererEvent, event: unknown): void => listener(event);
    ipcRenderer.on(channels.event, receive);
    ipcRenderer.send(channels.listening);
    return () => void ipcRenderer.off(channels.event, receive);
  },
});
