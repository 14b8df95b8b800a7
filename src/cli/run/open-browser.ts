/** Opens a page in the user's browser, where there is one to open it. */
import { spawn } from 'node:child_process';

/** Whether somebody sits in front of this machine: not so in CI, over ssh, or on Unix without a screen. */
export function hasBrowser(
  env: Readonly<Record<string, string | undefined>> = process.env,
  platform: NodeJS.Platform = process.platform,
): boolean {
  if (env.CI !== undefined || env.SSH_CONNECTION !== undefined || env.SSH_TTY !== undefined) return false;
  return platform === 'win32' || platform === 'darwin' || Boolean(env.DISPLAY ?? env.WAYLAND_DISPLAY);
}

/** Asks the system to show it; that it cannot is no failure, for the address has been printed. */
export function openBrowser(url: string): void {
  const [command, ...args] = {
    darwin: ['open', url],
    // `start` takes its first word in quotes for a title.
    win32: ['cmd', '/c', 'start', '""', url],
  }[process.platform as string] ?? ['xdg-open', url];
  const child = spawn(command!, args, { stdio: 'ignore', detached: true });
  child.on('error', () => {});
  child.unref();
}
