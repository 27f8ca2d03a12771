/** Where diagnostics go. They never hold a point, a value or a secret. */
export interface LogSink {
  readonly info: (text: string) => void;
  readonly warn: (text: string) => void;
  readonly error: (text: string) => void;
}

/** A log of lines on a stream, each with its time and level. */
export function lineLog(write: (line: string) => void, now: () => Date = () => new Date()): LogSink {
  const line = (level: string) => (text: string) => {
    write(`${now().toISOString()} ${level} ${text}\n`);
  };
  return { info: line('info'), warn: line('warn'), error: line('error') };
}

/** A log that names whom its lines are about. */
export function prefixedLog(log: LogSink, prefix: string): LogSink {
  return {
    info: (text) => log.info(`${prefix}: ${text}`),
    warn: (text) => log.warn(`${prefix}: ${text}`),
    error: (text) => log.error(`${prefix}: ${text}`),
  };
}
