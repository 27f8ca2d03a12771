// Gives a forked Node process what Electron gives a utility process: `process.parentPort`, which keeps messages until somebody listens.
import { EventEmitter } from 'node:events';

const port = new EventEmitter();
const early = [];
process.on('message', (data) => {
  if (port.listenerCount('message') > 0) port.emit('message', { data, ports: [] });
  else early.push(data);
});
port.on('newListener', (event) => {
  if (event !== 'message') return;
  queueMicrotask(() => {
    for (const data of early.splice(0)) port.emit('message', { data, ports: [] });
  });
});
port.postMessage = (message) => process.send(message);
Object.defineProperty(process, 'parentPort', { value: port });
// The main process died: so does Electron's utility process.
process.on('disconnect', () => process.exit(1));
