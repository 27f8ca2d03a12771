import { spawn } from 'node:child_process';

/** Shows a page in the browser of whoever sits at this machine; does nothing where nobody does (a pipe, a remote shell). */
export function openPage(url: string): void {
  if (!process.stdout.isTTY || process.env['CI'] !== undefined || process.env['SSH_CONNECTION'] !== undefined) return;
  const [command, ...args] = openerFor(process.platform, url);
  if (command === undefined) return;
  const child = spawn(command, args, { stdio: 'ignore', detached: true });
  // The URL was printed: a machine without an opener loses nothing.
  child.on('error', () => undefined);
  child.unref();
}

function openerFor(platform: NodeJS.Platform, url: string): string[] {
  if (platform === 'darwin') return ['open', url];
  if (platform === 'win32') return ['cmd', '/c', 'start', '""', url];
  const hasScreen = process.env['DISPLAY'] !== undefined || process.env['WAYLAND_DISPLAY'] !== undefined;
  return hasScreen ? ['xdg-open', url] : [];
}
