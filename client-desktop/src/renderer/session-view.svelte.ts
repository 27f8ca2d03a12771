import type { Bridge } from '../ipc/bridge.js';
import type { ReportedValue, Session } from '../ipc/session.js';

/** What the window shows: the session as the main process last told it, and the values of the run so far. */
export interface SessionView {
  /** Null until the main process has answered. */
  readonly session: Session | null;
  readonly values: readonly ReportedValue[];
  /** The window and the main process do not understand each other; nothing the person did. */
  readonly problem: string | null;
  close(): void;
}

export function createSessionView(bridge: Bridge): SessionView {
  let session = $state.raw<Session | null>(null);
  let values = $state.raw<readonly ReportedValue[]>([]);
  let problem = $state<string | null>(null);

  // Listening starts before asking, so that nothing falls between.
  const stopListening = [
    bridge.onSessionChanged((changed) => {
      if (changed.stage === 'form') values = [];
      session = changed;
    }),
    bridge.onValueReported((value) => {
      values = [...values, value];
    }),
  ];
  bridge.readSession().then(
    (read) => {
      session ??= read.session;
      if (values.length === 0) values = read.values;
    },
    (error: unknown) => {
      problem = error instanceof Error ? error.message : String(error);
    },
  );

  return {
    get session() {
      return session;
    },
    get values() {
      return values;
    },
    get problem() {
      return problem;
    },
    close() {
      for (const stop of stopListening) stop();
    },
  };
}
