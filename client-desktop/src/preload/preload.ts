import { contextBridge, ipcRenderer } from 'electron';
import type { Bridge } from '../ipc/bridge.js';
import {
  EVENTS,
  eventChannel,
  replySchema,
  REQUESTS,
  requestChannel,
  type EventName,
  type EventOf,
  type RequestName,
  type RequestOf,
  type ResultOf,
} from '../ipc/contract.js';

async function request<Name extends RequestName>(name: Name, payload: RequestOf<Name>): Promise<ResultOf<Name>> {
  const reply = replySchema.parse(await ipcRenderer.invoke(requestChannel(name), payload));
  if (!reply.ok) throw new Error(reply.message);
  return REQUESTS[name].result.parse(reply.result) as ResultOf<Name>;
}

function listen<Name extends EventName>(name: Name, listener: (payload: EventOf<Name>) => void): () => void {
  // The event object stays here: it would hand the page a way to the sender.
  const onEvent = (_event: unknown, payload: unknown): void => listener(EVENTS[name].parse(payload) as EventOf<Name>);
  ipcRenderer.on(eventChannel(name), onEvent);
  return () => ipcRenderer.off(eventChannel(name), onEvent);
}

const bridge: Bridge = {
  readSession: () => request('readSession', undefined),
  chooseObjective: () => request('chooseObjective', undefined),
  review: ({ serverUrl, joinToken }) => request('review', { serverUrl, joinToken }),
  backToForm: () => request('backToForm', undefined),
  agree: () => request('agree', undefined),
  pause: () => request('pause', undefined),
  resume: () => request('resume', undefined),
  leave: () => request('leave', undefined),
  startOver: () => request('startOver', undefined),
  onSessionChanged: (listener) => listen('sessionChanged', listener),
  onValueReported: (listener) => listen('valueReported', listener),
};

contextBridge.exposeInMainWorld('fedzoo', bridge);
