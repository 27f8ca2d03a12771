import { createHostedAgent } from './hosted-agent.js';
import { orderSchema } from './messages.js';

// Runs in a utility process of its own: an objective that blocks or dies takes neither the window nor the main process with it.
const port = process.parentPort;
const agent = createHostedAgent({
  tell: (news) => port.postMessage(news),
  log: (line) => process.stderr.write(line),
});
let last: Promise<void> = Promise.resolve();

port.on('message', ({ data }) => {
  const order = orderSchema.parse(data);
  last = last.then(async () => {
    await agent.obey(order);
    // The port alone would keep the process alive.
    if (order.kind === 'close') process.exit();
  });
});
