/** What of an issue of the schema is told on; the rest of zod's is its own matter. */
export interface SchemaIssue {
  readonly code?: string | undefined;
  readonly message: string;
  readonly expected?: unknown;
  readonly keys?: unknown;
  readonly values?: unknown;
  readonly minimum?: unknown;
  readonly maximum?: unknown;
  readonly origin?: unknown;
  readonly format?: unknown;
}

/** How zod begins where the schema gives no words of its own. */
const RAW = /^(?:Invalid|Too (?:small|big)|Unrecognized|No matching)/;

/** An issue of the schema in words for one who writes a config. */
export function wordsOf(issue: SchemaIssue): string {
  if (!RAW.test(issue.message)) return issue.message;
  switch (issue.code ?? "") {
    case "invalid_type":
      return /received undefined/.test(issue.message)
        ? `is missing; it takes ${withArticle(issue.expected)}`
        : `takes ${withArticle(issue.expected)}, and has ${withArticle(/received (\w+)/.exec(issue.message)?.[1])}`;
    case "unrecognized_keys":
      return `has no key ${listOf(issue.keys)}`;
    case "invalid_value":
      return `takes one of ${listOf(issue.values)}`;
    case "too_small":
      return `takes at least ${boundOf(issue.minimum, issue.origin)}`;
    case "too_big":
      return `takes at most ${boundOf(issue.maximum, issue.origin)}`;
    case "invalid_format":
      return issue.format === "url" ? "is no http(s) URL" : issue.message;
    case "invalid_union":
      return "is none of the kinds that may stand here";
    default:
      return issue.message;
  }
}

const NOUNS: Readonly<Record<string, string>> = {
  string: "a text",
  number: "a number",
  int: "a whole number",
  boolean: "true or false",
  array: "a list",
  object: "a block of keys",
  record: "a block of keys",
  null: "nothing",
};

function withArticle(type: unknown): string {
  return NOUNS[String(type)] ?? String(type);
}

function boundOf(bound: unknown, origin: unknown): string {
  const unit = origin === "array" ? " of them" : origin === "string" ? " characters" : "";
  return `${String(bound)}${unit}`;
}

function listOf(values: unknown): string {
  return Array.isArray(values) ? values.map(String).join(", ") : String(values);
}
