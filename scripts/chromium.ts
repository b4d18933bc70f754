import { accessSync, constants, existsSync } from 'node:fs';
import path from 'node:path';

/** A browser to start, with the arguments that it needs here; `origin` says in words where it was found. */
export type Chromium = { executablePath: string; args: string[]; origin: string };

const commandNames = ['chromium', 'chromium-browser', 'google-chrome-stable', 'google-chrome', 'chrome'];
const applicationPaths = ['/Applications/Google Chrome.app/Contents/MacOS/Google Chrome', '/Applications/Chromium.app/Contents/MacOS/Chromium'];

/**
 * Finds a Chromium: CHROMIUM_PATH, one that the system has, one that Playwright installed, else the one that the npm
 * package @sparticuz/chromium carries, unpacked into the temporary folder. Throws one sentence when there is none.
 */
export async function findChromium(env: NodeJS.ProcessEnv = process.env): Promise<Chromium> {
  const wanted = env.CHROMIUM_PATH;
  if (wanted) {
    if (!isExecutable(wanted)) throw new Error(`CHROMIUM_PATH names ${wanted}, which cannot be run.`);
    return { executablePath: wanted, args: [], origin: 'CHROMIUM_PATH' };
  }
  const folders = (env.PATH ?? '').split(path.delimiter).filter(Boolean);
  const candidates = [...commandNames.flatMap((name) => folders.map((folder) => path.join(folder, name))), ...applicationPaths];
  const onSystem = candidates.find(isExecutable);
  if (onSystem) return { executablePath: onSystem, args: [], origin: 'the system' };

  const { chromium } = await import('@playwright/test');
  const own = chromium.executablePath();
  if (own && existsSync(own)) return { executablePath: own, args: [], origin: 'Playwright' };

  if (process.platform === 'linux' && process.arch === 'x64') {
    const packed = await import('@sparticuz/chromium');
    return { executablePath: await packed.default.executablePath(), args: ['--no-sandbox', '--headless=shell', '--disable-dev-shm-usage'], origin: '@sparticuz/chromium' };
  }
  throw new Error('No Chromium was found: install one (apt-get install chromium, or npx playwright install chromium), or set CHROMIUM_PATH.');
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
