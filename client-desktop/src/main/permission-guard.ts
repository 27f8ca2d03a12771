import type { Session } from 'electron';

/** The page needs no camera, no clipboard, no notification, no device: everything that can be asked for is denied. */
export function denyPermissions(session: Session): void {
  session.setPermissionRequestHandler((_contents, _permission, decide) => decide(false));
  session.setPermissionCheckHandler(() => false);
  session.setDevicePermissionHandler(() => false);
}
