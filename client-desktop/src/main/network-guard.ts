import type { Session } from 'electron';
import { isOurs } from './navigation-guard.js';

/** No page of this session loads anything from anywhere else. The agent's own connection is made by another process. */
export function denyRemoteContent(session: Session): void {
  session.webRequest.onBeforeRequest((details, decide) =>
    decide({ cancel: !isOurs(details.url) && !details.url.startsWith('data:image/') }),
  );
}
