import { ipcMain, type IpcMainInvokeEvent } from 'electron';
import { REQUESTS, requestChannel, type ReplyEnvelope, type RequestName, type RequestOf, type ResultOf } from '../ipc/contract.js';
import { isOurs } from './navigation-guard.js';

/** What answers each request of the contract. */
export type RequestHandlers = { readonly [Name in RequestName]: (payload: RequestOf<Name>) => ResultOf<Name> | Promise<ResultOf<Name>> };

/** Answers the window's requests, if they come from our page in its own window and hold what the contract says. */
export function answerRequests(handlers: RequestHandlers, isOurWindow: (event: IpcMainInvokeEvent) => boolean): void {
  for (const name of Object.keys(REQUESTS) as RequestName[]) {
    ipcMain.handle(requestChannel(name), async (event, payload: unknown): Promise<ReplyEnvelope> => {
      if (!isTrusted(event) || !isOurWindow(event)) return { ok: false, message: 'This request does not come from the app’s own page.' };
      const parsed = REQUESTS[name].request.safeParse(payload);
      if (!parsed.success) return { ok: false, message: `The request ${name} does not hold what it should.` };
      try {
        const handler = handlers[name] as (payload: unknown) => unknown;
        return { ok: true, result: await handler(parsed.data) };
      } catch (error) {
        return { ok: false, message: error instanceof Error ? error.message : String(error) };
      }
    });
  }
}

/** The page itself, not a frame inside it. */
function isTrusted({ senderFrame }: IpcMainInvokeEvent): boolean {
  return senderFrame !== null && senderFrame.parent === null && isOurs(senderFrame.url);
}
