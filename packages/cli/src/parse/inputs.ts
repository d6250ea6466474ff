import { readFile } from "node:fs/promises";
import { CaibianError, EXIT, messageOf } from "@caibian/schema/plain";

/** One page to parse: a file name, a URL, or `-` for standard input. */
export interface Input {
  readonly name: string;
  /** The page's URL, where the caller gave one. */
  readonly url: string | undefined;
}

/** The inputs of a command line: those named, then those of the list file; standard input when there are none. */
export async function gatherInputs(
  names: readonly string[],
  options: { readonly filesFrom?: string; readonly url?: string },
): Promise<readonly Input[]> {
  const named = names.map((name) => ({ name, url: options.url ?? (isUrl(name) ? name : undefined) }));
  const listed = options.filesFrom === undefined ? [] : await readList(options.filesFrom);
  const inputs = [...named, ...listed];
  if (inputs.length > 0 || options.filesFrom !== undefined) return inputs;
  if (!process.stdin.isTTY) return [{ name: "-", url: options.url }];
  throw new CaibianError({
    code: "E_USAGE",
    what: "Nothing to parse",
    next: "Give files or a URL, or pipe a page in: `caibian parse - < page.html`.",
    exitCode: EXIT.usage,
  });
}

/** True for what is to be fetched rather than opened. */
export function isUrl(name: string): boolean {
  return /^https?:\/\//i.test(name);
}

async function readList(file: string): Promise<readonly Input[]> {
  const text = await readFile(file, "utf8").catch((error: unknown) => {
    throw new CaibianError({
      code: "E_USAGE",
      what: "The list cannot be read",
      where: file,
      why: messageOf(error),
      next: "--files-from takes a file whose lines are FILE or FILE<TAB>URL.",
      exitCode: EXIT.usage,
      cause: error,
    });
  });
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== "");
  return lines.map((line) => {
    const [name = "", url] = line.split("\t");
    return { name, url: url === undefined || url.trim() === "" ? undefined : url.trim() };
  });
}
