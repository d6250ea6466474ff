import type { Context } from "hono";

/** The request's JSON object, `{}` for an empty body; null when it is something else. */
export async function readBody(context: Context): Promise<Readonly<Record<string, unknown>> | null> {
  const text = await context.req.text();
  if (text.trim() === "") return {};
  try {
    const value: unknown = JSON.parse(text);
    const isObject = typeof value === "object" && value !== null && !Array.isArray(value);
    return isObject ? (value as Readonly<Record<string, unknown>>) : null;
  } catch {
    // Not JSON: the caller says so.
    return null;
  }
}
