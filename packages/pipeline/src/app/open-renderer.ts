import type { Client } from "@caibian/http";
import { createRenderer, type Renderer } from "@caibian/scraper";
import type { Config } from "@caibian/schema";

/** The renderer that a config describes. Its browser starts with the first page that needs it. */
export function openRenderer(
  config: Pick<Config, "browser" | "network">,
  client: Client,
  env: Readonly<Record<string, string | undefined>>,
): Renderer {
  const { path, sandbox } = config.browser;
  return createRenderer({
    client,
    userAgent: config.network.userAgent,
    executablePath: path ?? env["CHROME_PATH"] ?? null,
    sandbox,
  });
}
