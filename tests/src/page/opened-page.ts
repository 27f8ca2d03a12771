import type { Browser, Page } from 'playwright-core';

export interface OpenedPage {
  readonly page: Page;
  /** What the browser complained of (errors of scripts, of the content security policy, …) and where the page went beside its coordinator. */
  readonly complaints: readonly string[];
  close(): Promise<void>;
}

export interface PageOptions {
  readonly url: string;
  /** Put in the address, as the coordinator's link has it. */
  readonly token?: string;
  readonly width?: number;
  readonly height?: number;
  readonly colours?: 'light' | 'dark';
}

/** Opens the coordinator's page in a browser context of its own. */
export async function openPage(
  browser: Browser,
  { url, token, width = 1280, height = 900, colours = 'light' }: PageOptions,
): Promise<OpenedPage> {
  const context = await browser.newContext({ viewport: { width, height }, colorScheme: colours, reducedMotion: 'reduce' });
  const page = await context.newPage();
  const complaints: string[] = [];
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('console', (message) => {
    // A coordinator that is away or refuses a token is part of some tests; the browser reports every such answer.
    if (message.type() === 'error' && !message.text().startsWith('Failed to load resource')) complaints.push(message.text());
  });
  page.on('request', (request) => {
    if (new URL(request.url()).origin !== new URL(url).origin) complaints.push(`request to ${request.url()}`);
  });
  await page.goto(token === undefined ? url : `${url}/#token=${token}`);
  return { page, complaints, close: () => context.close() };
}

/** What sticks out of the window at the right; empty where the page need not be scrolled sideways. */
export function stickingOut(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const { scrollWidth, clientWidth } = document.documentElement;
    if (scrollWidth <= clientWidth) return [];
    return [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > clientWidth)
      .map((element) => `<${element.tagName.toLowerCase()} class="${element.className}"> ${element.textContent.trim().slice(0, 40)}`);
  });
}
