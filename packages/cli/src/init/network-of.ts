import { loadConfig, parseConfig } from "@caibian/pipeline";
import { USER_AGENT, type NetworkConfig } from "@caibian/schema";

import { readConfigFile } from "./config-file.ts";

/** How a site is asked when there is no config. */
export const DEFAULT_NETWORK: NetworkConfig = { allow: [], userAgent: USER_AGENT, tls: {} };

/** What a command is to look for when no config was named. */
const USUAL_FILE = "caibian.yaml";

/** How a config has sites asked: the named one, which must be there, else the one of this folder, else the default. */
export async function networkOf(named: string | undefined): Promise<NetworkConfig> {
  if (named !== undefined) return (await loadConfig(named, process.env)).network;
  const text = await readConfigFile(USUAL_FILE);
  return text === null ? DEFAULT_NETWORK : parseConfig(text, USUAL_FILE, process.env).network;
}
