import { DEAD_LETTER_CLASSES, type DeadLetterClass, type DeadLetterFilter } from "@caibian/schema";

const TEXTS = { store: "storeId", source: "sourceId", article: "articleId", reason: "reason" } as const;
const TIMES = ["since", "until"] as const;
const NUMBERS = ["after", "limit"] as const;

/** A filter of dead letters as a query or a JSON body says it, or what is wrong with it. */
export function readLetterFilter(
  asked: Readonly<Record<string, unknown>>,
): { readonly filter: DeadLetterFilter } | { readonly wrong: string } {
  const filter: Record<string, unknown> = {};
  for (const [name, value] of Object.entries(asked)) {
    if (value === undefined) continue;
    const key = Object.hasOwn(TEXTS, name) ? TEXTS[name as keyof typeof TEXTS] : name;
    if (Object.hasOwn(TEXTS, name) && typeof value === "string") filter[key] = value;
    else if (isOneOf(name, TIMES) && isTime(value)) filter[key] = value;
    else if (isOneOf(name, NUMBERS) && isCount(Number(value))) filter[key] = Number(value);
    else if (name === "class" && isClass(value)) filter[key] = value;
    else if (name === "ids" && Array.isArray(value) && value.every(isCount)) filter[key] = value;
    else return { wrong: `"${name}" is not known here, or not like this` };
  }
  return { filter };
}

function isOneOf(name: string, names: readonly string[]): boolean {
  return names.includes(name);
}

function isTime(value: unknown): boolean {
  return typeof value === "string" && !Number.isNaN(Date.parse(value));
}

function isCount(value: unknown): boolean {
  return Number.isSafeInteger(value) && Number(value) >= 0;
}

function isClass(value: unknown): value is DeadLetterClass {
  return DEAD_LETTER_CLASSES.some((one) => one === value);
}
