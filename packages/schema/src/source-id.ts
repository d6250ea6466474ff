/** What a Source's id looks like: lower-case letters, digits, `.`, `_`, `-`. */
export const SOURCE_ID: RegExp = /^[a-z0-9][a-z0-9._-]{0,63}$/;

/** What a GB/T 2260 code of a region looks like: six digits. */
export const REGION_CODE: RegExp = /^\d{6}$/;
