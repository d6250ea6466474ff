import type { Delivery, ElasticsearchStore, HeldRecord, Receipt, StoreAdapter, WriteContext } from "@caibian/schema";

import { StoreError } from "../../errors.ts";
import { hasBody } from "../has-body.ts";
import { INVENTORY_PAGE, inventoryOf, type InventoryRow } from "../keyed/inventory.ts";
import { giveBack, rejected } from "../message/receipts.ts";
import { judgeAnswer, judgeItem, type BulkItem, type ItemVerdict } from "./answer.ts";
import { bulkLinesOf } from "./document.ts";
import { prepareIndex } from "./prepare-index.ts";
import type { Requester } from "./requester.ts";
import { errorOf, SearchApi, type ApiAnswer } from "./search-api.ts";

/** Servers advise 5 to 15 MB a request; OpenSearch at Amazon refuses more than 10. */
const MAX_BULK_BYTES = 5 * 1024 * 1024;
/** Only what we read: a bulk answer repeats index, id, shards and more for every document. */
const BULK_FILTER = "filter_path=error,items.*.status,items.*.error";
const INVENTORY_FIELDS = ["article_id", "revision", "status", "content_hash"];

/** An index of Elasticsearch or OpenSearch, one document an article, guarded by its external version. */
export class SearchIndex implements StoreAdapter {
  readonly #store: ElasticsearchStore;
  readonly #api: SearchApi;
  readonly #hasText: boolean;
  #bulkPath = "";

  constructor(store: ElasticsearchStore, door: Requester) {
    this.#store = store;
    this.#hasText = hasBody(store);
    this.#api = new SearchApi(store, door);
  }

  async open(): Promise<void> {
    const { isAlias } = await prepareIndex(this.#api, this.#store);
    this.#bulkPath = `/${this.#store.index}/_bulk?${BULK_FILTER}${isAlias ? "&require_alias=true" : ""}`;
  }

  async write(batch: readonly Delivery[], context?: WriteContext): Promise<readonly Receipt[]> {
    const verdicts = new Map<number, ItemVerdict>();
    const lines = new Map<number, string>();
    const options = { isRepair: context?.repair === true, hasText: this.#hasText };
    for (const [at, delivery] of batch.entries()) {
      const made = bulkLinesOf(delivery, options);
      if (made.ok) lines.set(at, made.text);
      else verdicts.set(at, { kind: "rejected", reason: made.reason });
    }
    for (const part of partsOf(lines)) {
      const judged = await this.#bulk(part, context?.signal);
      for (const [i, [at]] of part.entries()) verdicts.set(at, judged[i] ?? missing(this.#api.where));
      if (judged.some((one) => one.kind === "failed")) break;
    }
    return receiptsOf(batch, verdicts);
  }

  async *inventory(): AsyncIterable<readonly HeldRecord[]> {
    const { index } = this.#store;
    // What was written last is not yet to be searched.
    await this.#asked("POST", `/${index}/_refresh`, null);
    const readPage = async (after: string): Promise<readonly InventoryRow[]> => {
      const query = {
        size: INVENTORY_PAGE,
        sort: [{ article_id: "asc" }],
        _source: INVENTORY_FIELDS,
        track_total_hits: false,
        ...(after === "" ? {} : { search_after: [after] }),
      };
      const body = await this.#asked("POST", `/${index}/_search`, JSON.stringify(query));
      const { hits } = body["hits"] as { readonly hits: readonly { readonly _source: HeldSource }[] };
      return hits.map(({ _source: { article_id: id, ...rest } }): InventoryRow => ({ id, ...rest }));
    };
    yield* inventoryOf(readPage, { size: INVENTORY_PAGE });
  }

  close(): Promise<void> {
    return Promise.resolve();
  }

  /** One verdict a document. A request that is too large is cut in two, down to the document that is. */
  async #bulk(part: Part, signal: AbortSignal | undefined): Promise<readonly ItemVerdict[]> {
    const body = part.map(([, text]) => text).join("");
    const answer = await this.#send(body, signal);
    if (answer instanceof StoreError) return [{ kind: "failed", error: answer }];
    if (answer.status === 413) return this.#inTwo(part, signal);
    if (answer.status >= 300)
      return [{ kind: "failed", error: judgeAnswer(this.#api.where, answer.status, errorOf(answer)) }];
    const items = answer.body["items"] as readonly { readonly index: BulkItem }[] | undefined;
    return (items ?? []).map(({ index }) => judgeItem(this.#api.where, index));
  }

  /** A failure is a value here: what was taken before it has its Receipts. */
  async #send(body: string, signal: AbortSignal | undefined): Promise<ApiAnswer | StoreError> {
    try {
      return await this.#api.ask("POST", this.#bulkPath, body, { ndjson: true, signal });
    } catch (error) {
      if (error instanceof StoreError) return error;
      throw error;
    }
  }

  async #inTwo(part: Part, signal: AbortSignal | undefined): Promise<readonly ItemVerdict[]> {
    if (part.length < 2) {
      const bytes = Buffer.byteLength(part[0]?.[1] ?? "");
      return [{ kind: "rejected", reason: `${String(bytes)} bytes, more than the server takes (413)` }];
    }
    const middle = Math.ceil(part.length / 2);
    const before = await this.#bulk(part.slice(0, middle), signal);
    if (before.some((one) => one.kind === "failed")) return before;
    return [...before, ...(await this.#bulk(part.slice(middle), signal))];
  }

  async #asked(method: "GET" | "POST", path: string, body: string | null): Promise<Readonly<Record<string, unknown>>> {
    const answer = await this.#api.ask(method, path, body);
    if (answer.status >= 300) throw judgeAnswer(this.#api.where, answer.status, errorOf(answer));
    return answer.body;
  }
}

/** Documents of one request: their places in the batch and their lines. */
type Part = readonly (readonly [at: number, text: string])[];
type HeldSource = Omit<InventoryRow, "id"> & { readonly article_id: string };

function* partsOf(lines: ReadonlyMap<number, string>): Iterable<Part> {
  let part: [number, string][] = [];
  let bytes = 0;
  for (const [at, text] of lines) {
    const size = Buffer.byteLength(text);
    if (bytes + size > MAX_BULK_BYTES && part.length > 0) {
      yield part;
      part = [];
      bytes = 0;
    }
    part.push([at, text]);
    bytes += size;
  }
  if (part.length > 0) yield part;
}

/** Up to the first document that failed each has its Receipt; from there on all come again, in order. */
function receiptsOf(batch: readonly Delivery[], verdicts: ReadonlyMap<number, ItemVerdict>): readonly Receipt[] {
  const receipts: Receipt[] = [];
  for (const [at, { seq }] of batch.entries()) {
    const verdict = verdicts.get(at);
    if (verdict === undefined) break;
    if (verdict.kind === "failed") return giveBack(batch, receipts, verdict.error);
    receipts.push(verdict.kind === "rejected" ? rejected(seq, verdict.reason) : { seq, outcome: verdict.kind });
  }
  return receipts;
}

function missing(where: string): ItemVerdict {
  return judgeItem(where, { status: 500, error: { type: "no_answer", reason: "the answer has fewer documents" } });
}
