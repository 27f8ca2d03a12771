import { execFileSync } from 'node:child_process';
import { createReadStream, createWriteStream, existsSync, mkdirSync, mkdtempSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { pipeline } from 'node:stream/promises';
import { createBrotliDecompress } from 'node:zlib';
import { chromium, type Browser, type Page, type PageScreenshotOptions } from 'playwright-core';

/** Screenshots of the tests, for people to look at; ignored by git. */
const SCREENSHOTS = fileURLToPath(new URL('../../../.fedzoo/screenshots/', import.meta.url));

/**
 * A headless Chromium. The binary is the one inside @sparticuz/chromium, unpacked once into the temporary folder; CHROMIUM_PATH
 * names another one. It runs without its sandbox, which a container for root does not offer: it only ever opens our own pages.
 */
export async function launchBrowser(): Promise<Browser> {
  const own = process.env['CHROMIUM_PATH'];
  const unpacked = own === undefined ? await unpackChromium() : { executable: own, env: {} };
  return await chromium.launch({
    executablePath: unpacked.executable,
    // A POSIX locale makes `navigator.language` a tag that Intl does not know.
    env: { ...process.env, ...unpacked.env, LC_ALL: 'en_US.UTF-8' },
    args: ['--no-sandbox', '--disable-gpu', '--disable-dev-shm-usage', '--font-render-hinting=none'],
  });
}

/** Takes the picture `name`. Under load Chromium refuses one at times and takes it once it has drawn again. */
export async function takePicture(page: Page, name: string, options: PageScreenshotOptions = {}): Promise<void> {
  for (let attempt = 1; ; attempt++) {
    try {
      await page.screenshot({ ...options, path: screenshotPath(name) });
      return;
    } catch (error) {
      if (attempt === 5 || !String(error).includes('Unable to capture screenshot')) throw error;
      await page.bringToFront();
      await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))));
    }
  }
}

/** Where a test keeps the picture `name`. */
export function screenshotPath(name: string): string {
  mkdirSync(SCREENSHOTS, { recursive: true });
  return join(SCREENSHOTS, `${name}.png`);
}

interface UnpackedChromium {
  readonly executable: string;
  readonly env: Readonly<Record<string, string>>;
}

async function unpackChromium(): Promise<UnpackedChromium> {
  const archive = dirname(dirname(dirname(createRequire(import.meta.url).resolve('@sparticuz/chromium'))));
  const { version } = JSON.parse(readFileSync(join(archive, 'package.json'), 'utf8')) as { version: string };
  const folder = join(tmpdir(), `fedzoo-chromium-${version}`);
  const executable = join(folder, 'chromium');
  await unpackOnce(folder, async (staging) => {
    await decompress(join(archive, 'bin', 'chromium.br'), join(staging, 'chromium'));
  });
  if (starts(executable, {})) return { executable, env: {} };

  // The machine lacks the libraries of NSS; the package carries them too.
  const libraries = `${folder}-libraries`;
  await unpackOnce(libraries, async (staging) => {
    const tar = join(staging, 'al2023.tar');
    await decompress(join(archive, 'bin', 'al2023.tar.br'), tar);
    execFileSync('tar', ['-xf', tar, '-C', staging]);
    rmSync(tar);
  });
  const env = { LD_LIBRARY_PATH: [join(libraries, 'lib'), process.env['LD_LIBRARY_PATH']].filter(Boolean).join(':') };
  if (starts(executable, env)) return { executable, env };
  throw new Error(`${executable} does not start on this machine; install a Chromium and name it in CHROMIUM_PATH`);
}

/** Fills `folder` through a staging folder and a rename, so that two test processes that start together cannot see half of it. */
async function unpackOnce(folder: string, fill: (staging: string) => Promise<void>): Promise<void> {
  if (existsSync(folder)) return;
  const staging = mkdtempSync(`${folder}-staging-`);
  try {
    await fill(staging);
    renameSync(staging, folder);
  } catch (error) {
    rmSync(staging, { recursive: true, force: true });
    if (!existsSync(folder)) throw error;
  }
}

async function decompress(from: string, to: string): Promise<void> {
  await pipeline(createReadStream(from), createBrotliDecompress(), createWriteStream(to, { mode: 0o755 }));
}

function starts(executable: string, env: Readonly<Record<string, string>>): boolean {
  try {
    execFileSync(executable, ['--version'], { env: { ...process.env, ...env }, stdio: 'ignore' });
    return true;
  } catch {
    return false;
  }
}
