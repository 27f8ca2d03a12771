import { TextDecoder } from 'node:util';
import { createParser, type EventSourceMessage } from 'eventsource-parser';

/** The events of a server-sent event stream, each with its name and its parsed JSON data. Ends when the stream ends. */
export async function* readEvents(stream: ReadableStream<Uint8Array>): AsyncGenerator<{ readonly name: string; readonly data: unknown }> {
  const parsed: EventSourceMessage[] = [];
  const parser = createParser({ onEvent: (event) => void parsed.push(event) });
  const decoder = new TextDecoder();
  for await (const chunk of stream) {
    parser.feed(decoder.decode(chunk, { stream: true }));
    for (const { event = 'message', data } of parsed.splice(0)) yield { name: event, data: JSON.parse(data) as unknown };
  }
}
