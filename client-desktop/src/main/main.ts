import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { app, session as electronSession, type BrowserWindow } from 'electron';
import { createAgentSupervisor } from './agent-supervisor.js';
import { registerAppScheme, serveApp } from './app-protocol.js';
import { denyRemoteContent } from './network-guard.js';
import { askForObjectiveFile } from './objective-dialog.js';
import { denyPermissions } from './permission-guard.js';
import { answerRequests } from './request-router.js';
import { createSessionKeeper } from './session.js';
import { tellWindow } from './window-events.js';
import { openWindow } from './window.js';

const built = fileURLToPath(new URL('.', import.meta.url));

function start(): void {
  let window: BrowserWindow | undefined;
  let isQuitting = false;

  const supervisor = createAgentSupervisor(join(built, 'agent.js'), {
    news: (news) => keeper.hear(news),
    died: (code) => keeper.agentDied(code),
  });
  const keeper = createSessionKeeper({
    askForFile: async () => (window === undefined ? undefined : await askForObjectiveFile(window)),
    order: (order) => supervisor.order(order),
    endAgent: () => supervisor.end(),
    changed: (session) => tellWindow(window, 'sessionChanged', session),
    reported: (value) => tellWindow(window, 'valueReported', value),
    agentsDirectory: join(app.getPath('userData'), 'agents'),
    nowMs: Date.now,
  });

  answerRequests(
    {
      readSession: () => keeper.read(),
      chooseObjective: () => keeper.chooseObjective(),
      review: (form) => keeper.review(form),
      backToForm: () => keeper.backToForm(),
      agree: () => keeper.agree(),
      pause: () => keeper.pause(),
      resume: () => keeper.resume(),
      leave: () => keeper.leave(),
      startOver: () => keeper.startOver(),
    },
    (event) => event.sender === window?.webContents,
  );

  // Closing the window ends the agent, without a goodbye: what it evaluated is written down, and it goes on when the app is opened again.
  app.on('before-quit', (event) => {
    if (isQuitting) return;
    isQuitting = true;
    event.preventDefault();
    void supervisor.end().then(() => app.quit());
  });
  app.on('window-all-closed', () => app.quit());
  app.on('second-instance', () => window?.focus());

  void app.whenReady().then(() => {
    denyPermissions(electronSession.defaultSession);
    denyRemoteContent(electronSession.defaultSession);
    serveApp(join(built, 'renderer'));
    window = openWindow(join(built, 'preload.cjs'));
  });
}

app.setName('FedZoo');
app.enableSandbox();
registerAppScheme();
// Two of them on one data folder would be two agents with one identity.
if (app.requestSingleInstanceLock()) start();
else app.quit();
