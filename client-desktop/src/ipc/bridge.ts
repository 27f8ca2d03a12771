import type { EventOf, RequestOf, ResultOf } from './contract.js';

/** What the window's scripts find as `window.fedzoo`: named functions, and nothing that takes a channel. */
export interface Bridge {
  readSession(): Promise<ResultOf<'readSession'>>;
  chooseObjective(): Promise<void>;
  review(form: RequestOf<'review'>): Promise<void>;
  backToForm(): Promise<void>;
  agree(): Promise<void>;
  pause(): Promise<void>;
  resume(): Promise<void>;
  leave(): Promise<void>;
  startOver(): Promise<void>;
  /** Returns what ends the listening. */
  onSessionChanged(listener: (session: EventOf<'sessionChanged'>) => void): () => void;
  onValueReported(listener: (value: EventOf<'valueReported'>) => void): () => void;
}
