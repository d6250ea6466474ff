/** Text as a column can hold it: PostgreSQL takes no NUL. */
export function storable(text: string): string;
export function storable(text: string | null): string | null;
export function storable(text: string | null): string | null {
  return text?.includes("\0") === true ? text.replaceAll("\0", "") : text;
}
