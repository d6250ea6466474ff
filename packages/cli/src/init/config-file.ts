import { lstat, readFile, realpath, rename, writeFile } from "node:fs/promises";
import { CaibianError, EXIT, messageOf } from "@caibian/schema";

/** Text of a config file, or null when there is none yet. */
export async function readConfigFile(file: string): Promise<string | null> {
  try {
    return await readFile(file, "utf8");
  } catch (error) {
    if (error instanceof Error && "code" in error && error.code === "ENOENT") return null;
    throw fileError("The config file cannot be read", file, error);
  }
}

/** Writes it in one step: whoever reads it meanwhile sees the old one or the new one. */
export async function writeConfigFile(file: string, text: string): Promise<void> {
  try {
    const known = await lstat(file).catch(() => null);
    // A link stays a link; what it points at is replaced.
    const target = known?.isSymbolicLink() === true ? await realpath(file) : file;
    const part = `${target}.${process.pid}.part`;
    await writeFile(part, text, { mode: known === null ? 0o644 : known.mode & 0o777 });
    await rename(part, target);
  } catch (error) {
    throw fileError("The config file cannot be written", file, error);
  }
}

function fileError(what: string, where: string, cause: unknown): CaibianError {
  return new CaibianError({
    code: "E_CONFIG_FILE",
    what,
    where,
    why: messageOf(cause),
    next: "Name another file with --out, or `--out -` to see it only.",
    exitCode: EXIT.config,
    cause,
  });
}
