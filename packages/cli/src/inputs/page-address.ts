import { CaibianError, EXIT } from "@caibian/schema";

/**
 * A web address as a person types it, as a URL; `https://` where it names no scheme.
 * @throws {CaibianError} for what is no address of a web page.
 */
export function readPageAddress(text: string): string {
  const whole = /^[a-z][a-z\d+.-]*:\/\//i.test(text) ? text : `https://${text}`;
  if (URL.canParse(whole) && /^https?:$/.test(new URL(whole).protocol)) return new URL(whole).href;
  throw new CaibianError({
    code: "E_USAGE",
    what: "This is no address of a web page",
    where: text,
    next: "Give a URL like https://www.example.gov.cn/xwzx/.",
    exitCode: EXIT.usage,
  });
}
