import { dialog, type BrowserWindow } from 'electron';

/** Asks for the objective file in a dialog of the system; undefined when it is closed without a choice. */
export async function askForObjectiveFile(window: BrowserWindow): Promise<string | undefined> {
  const { canceled, filePaths } = await dialog.showOpenDialog(window, {
    title: 'Choose the objective file of this machine',
    buttonLabel: 'Choose',
    properties: ['openFile'],
    filters: [{ name: 'Objective file', extensions: ['yaml', 'yml', 'json'] }],
  });
  return canceled ? undefined : filePaths[0];
}
