import { existsSync } from "node:fs";
import { messageOf } from "@caibian/schema";
import type { Browser, BrowserType } from "playwright-core";

import { BrowserError } from "./errors.ts";

/** Which browser, and how it is started. */
export interface LaunchOptions {
  /** Path of Chromium or Chrome. Default: the usual places. */
  readonly executablePath?: string | null;
  /** Run it in its own sandbox. Default true, but for root, whom Chromium refuses one. */
  readonly sandbox?: boolean | null;
}

/** Where Chromium or Chrome lies on Debian, Fedora, with snap, on macOS and on Windows. */
const USUAL_PLACES = [
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome-stable",
  "/usr/bin/google-chrome",
  "/snap/bin/chromium",
  "/Applications/Chromium.app/Contents/MacOS/Chromium",
  "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome",
  "C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe",
];

const ARGUMENTS = [
  "--disable-gpu",
  "--disable-dev-shm-usage",
  "--disable-background-networking",
  "--disable-remote-fonts",
  "--blink-settings=imagesEnabled=false",
  "--autoplay-policy=user-gesture-required",
  // WebRTC is the one channel that neither interception nor a proxy sees.
  "--force-webrtc-ip-handling-policy=disable_non_proxied_udp",
  "--webrtc-ip-handling-policy=disable_non_proxied_udp",
  // One page's scripts may not take the machine's memory.
  "--js-flags=--max-old-space-size=256",
  "--renderer-process-limit=4",
];

/**
 * Nobody listens there, and loopback is no exception: what the interception did not see (a WebSocket, a prefetch,
 * a preconnect) reaches nothing.
 */
const DEAD_PROXY = { server: "http://127.0.0.1:1", bypass: "<-loopback>" };
const LAUNCH_MS = 20_000;

/**
 * Starts the browser without a way to the network of its own.
 * @throws {BrowserError} saying what to install, when playwright-core or the browser is missing.
 */
export async function launchBrowser(options: LaunchOptions = {}): Promise<Browser> {
  const { chromium } = await loadPlaywright();
  const executablePath = findBrowser(options.executablePath ?? null);
  try {
    return await chromium.launch({
      executablePath,
      headless: true,
      chromiumSandbox: options.sandbox ?? process.getuid?.() !== 0,
      args: ARGUMENTS,
      proxy: DEAD_PROXY,
      timeout: LAUNCH_MS,
      handleSIGINT: false,
      handleSIGTERM: false,
      handleSIGHUP: false,
    });
  } catch (error) {
    throw new BrowserError({
      why: `${executablePath} does not start: ${messageOf(error).split("\n", 1)[0]}`,
      next: "Start it by hand with --headless to see why. In a container without user namespaces set browser.sandbox to false.",
      cause: error,
    });
  }
}

async function loadPlaywright(): Promise<{ readonly chromium: BrowserType }> {
  try {
    return await import("playwright-core");
  } catch (error) {
    throw new BrowserError({
      why: "the package playwright-core is not installed",
      next: "npm install playwright-core (it brings no browser), and a Chromium: apt-get install chromium.",
      cause: error,
    });
  }
}

function findBrowser(named: string | null): string {
  const found = (named === null ? USUAL_PLACES : [named]).find((path) => existsSync(path));
  if (found !== undefined) return found;
  throw new BrowserError({
    why: named === null ? "there is no Chromium in the usual places" : `there is no ${named}`,
    next: "Install one (apt-get install chromium) or name it: browser.path in the config, or CHROME_PATH.",
  });
}
