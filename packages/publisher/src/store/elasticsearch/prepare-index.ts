import type { ElasticsearchStore } from "@caibian/schema";

import { StoreMisconfiguredError } from "../../errors.ts";
import { judgeAnswer } from "./answer.ts";
import { driftOf, indexBody } from "./mapping.ts";
import { errorOf, type ApiAnswer, type SearchApi } from "./search-api.ts";

/**
 * Makes the index, or brings its fields up to date. Answers whether the Store's name is an alias: then every write
 * asks for one, and an index that is deleted under us is not made anew with guessed fields.
 */
export async function prepareIndex(
  api: SearchApi,
  { index, analyzer }: Pick<ElasticsearchStore, "index" | "analyzer">,
): Promise<{ readonly isAlias: boolean }> {
  let found = await api.ask("GET", `/${index}/_mapping`);
  if (found.status === 404) {
    const made = await api.ask("PUT", `/${index}-1`, indexBody(index, analyzer));
    // Another process was faster.
    if (made.status >= 300 && errorOf(made)?.type !== "resource_already_exists_exception") throw refused(api, made);
    found = await api.ask("GET", `/${index}/_mapping`);
  }
  if (found.status >= 300) throw refused(api, found);
  const indexes = Object.entries(found.body);
  for (const [name, mapping] of indexes) await bringUpToDate(api, name, propertiesOf(mapping), analyzer);
  return { isAlias: !indexes.some(([name]) => name === index) };
}

type Properties = Readonly<Record<string, { readonly type?: string }>>;

async function bringUpToDate(api: SearchApi, name: string, there: Properties, analyzer: string): Promise<void> {
  const { missing, conflicts } = driftOf(there, analyzer);
  if (conflicts.length > 0) throw inTheWay(api, `${name} has other fields: ${conflicts.join("; ")}`);
  if (Object.keys(missing).length === 0) return;
  const put = await api.ask("PUT", `/${name}/_mapping`, JSON.stringify({ properties: missing }));
  if (put.status >= 300) throw refused(api, put);
}

function propertiesOf(index: unknown): Properties {
  return (index as { readonly mappings?: { readonly properties?: Properties } }).mappings?.properties ?? {};
}

/** A request of ours that is refused as wrong is about the config (an analyzer that is not there), not a record. */
function refused(api: SearchApi, answer: ApiAnswer): Error {
  const error = errorOf(answer);
  if (answer.status !== 400) return judgeAnswer(api.where, answer.status, error);
  const cause = error?.caused_by?.reason;
  return inTheWay(api, `${error?.reason ?? "it answered 400"}${cause == null ? "" : `: ${cause}`}`);
}

function inTheWay(api: SearchApi, why: string): StoreMisconfiguredError {
  return new StoreMisconfiguredError({
    code: "E_STORE_INDEX",
    what: "the store's index is not one that we can write to",
    where: api.where,
    why,
    next: "give the store another index or analyzer, or correct this one",
  });
}
