import { join } from 'node:path';
import { app, Menu } from 'electron';
import { currentLayout } from './hosts/layout.ts';
import { openStudio } from './hosts/open-studio.ts';
import { connectPage } from './hosts/shell/bridge.ts';
import { confinePages, denyPermissions } from './hosts/shell/confinement.ts';
import { filesToOpen } from './hosts/shell/files-to-open.ts';
import { createHostHandlers } from './hosts/shell/host-calls.ts';
import { askBeforeClosing, closeStudioBeforeQuit, explainAndExit, reloadAfterCrash } from './hosts/shell/life.ts';
import { menuTemplate } from './hosts/shell/menu.ts';
import { chooseFiles, collectOpenedFiles } from './hosts/shell/opened-files.ts';
import { appOrigin, registerAppScheme, serveApp } from './hosts/shell/scheme.ts';
import { createMainWindow, focusWindow } from './hosts/shell/window.ts';
import { createWebHandler } from './hosts/web/handler.ts';

/** The desktop app, from start to window. */
async function start(): Promise<void> {
  const layout = currentLayout();
  const icon = join(layout.root, 'resources', 'icon.png');
  await app.whenReady();

  const studio = await openStudio({ home: app.commandLine.getSwitchValue('home') || undefined });
  closeStudioBeforeQuit(studio);

  denyPermissions();
  serveApp(createWebHandler({ studio, rendererFolder: layout.renderer }));

  const window = createMainWindow(layout.preload);
  const page = connectPage(window.webContents, { ...studio.handlers, ...createHostHandlers(studio, window, icon) });
  const unsubscribe = studio.subscribe(null, ({ event }) => page.send(event));
  window.on('closed', () => {
    unsubscribe();
    page.close();
  });
  reloadAfterCrash(window);
  askBeforeClosing(window, studio);

  openedFiles.connect(studio, page.send);
  app.on('second-instance', (_event, argv) => {
    focusWindow(window);
    for (const path of filesToOpen(argv)) openedFiles.open(path);
  });

  Menu.setApplicationMenu(
    Menu.buildFromTemplate(
      menuTemplate(process.platform, app.isPackaged, {
        command: (command) => page.send({ type: 'menu.command', command }),
        openFile: () => void chooseFiles(window, openedFiles),
      }),
    ),
  );
  await window.loadURL(`${appOrigin}/`);
}

app.enableSandbox();
registerAppScheme();
confinePages();
const openedFiles = collectOpenedFiles();
if (app.requestSingleInstanceLock()) start().catch(explainAndExit);
else app.quit();
