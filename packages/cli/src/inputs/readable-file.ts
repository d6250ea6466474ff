import { access, constants } from "node:fs/promises";
import { CaibianError, EXIT, messageOf } from "@caibian/schema/plain";

/**
 * Refuses a file that is not there or not ours to read, before the work begins.
 * @throws {CaibianError} with exit code 2.
 */
export async function refuseUnreadable(file: string): Promise<void> {
  try {
    await access(file, constants.R_OK);
  } catch (cause) {
    throw new CaibianError({
      code: "E_USAGE",
      what: "The file cannot be read",
      where: file,
      why: messageOf(cause),
      next: "Check its name and its owner.",
      cause,
      exitCode: EXIT.usage,
    });
  }
}
