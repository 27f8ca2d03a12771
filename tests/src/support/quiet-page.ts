import type { Browser, Page } from 'playwright-core';

export interface PageLook {
  readonly colorScheme: 'light' | 'dark';
  /** Of the window, in pixels. */
  readonly width: number;
}

/** A page for a document that is one file: whatever it says on the console, throws or asks the network for is collected as a complaint. */
export async function openQuietPage(browser: Browser, { colorScheme, width }: PageLook): Promise<{ page: Page; complaints: string[] }> {
  const page = await browser.newPage({ viewport: { width, height: 1400 }, colorScheme });
  const complaints: string[] = [];
  page.on('console', (message) => complaints.push(message.text()));
  page.on('pageerror', (error) => complaints.push(String(error)));
  page.on('request', (request) => complaints.push(request.url()));
  return { page, complaints };
}
