import { once } from "node:events";
import { createServer, type IncomingMessage, type ServerResponse } from "node:http";

import { closeServer, originOf } from "../site/start-site.ts";
import { BulkIndex, type IndexedDocument, type MappedField, type SaidError } from "./bulk-index.ts";

export interface BulkEndpointOptions {
  /** `http.max_content_length`, in bytes. Default 100 MB. */
  readonly maxContentBytes?: number;
  /** The only value of Authorization that is let in. Default none is asked for. */
  readonly authorization?: string;
}

/**
 * The part of Elasticsearch's and OpenSearch's HTTP API that a Store uses, in memory, written after their reference:
 * external versions, errors by document, aliases, mappings, searches that see what was there at the last refresh.
 * It stands in for servers that cannot be had on a test machine, and analyses no text.
 */
export interface BulkEndpoint {
  readonly url: string;
  /** The documents of an index or of what is behind an alias, tombstones too. */
  documents(index: string): readonly IndexedDocument[];
  mapping(index: string): Readonly<Record<string, MappedField>>;
  /** Answers the next documents of bulk requests with these, one by one, instead of writing them; null writes it. */
  failNext(...items: readonly (SaidError | null)[]): void;
  /** Answers the next requests with these statuses and headers. */
  answerNext(...answers: readonly { readonly status: number; readonly headers?: Record<string, string> }[]): void;
  /** Sizes of the bulk requests that were taken, in documents. */
  readonly bulks: readonly number[];
  /** Removes an index, its alias with it. */
  drop(index: string): void;
  close(): Promise<void>;
}

type Json = Readonly<Record<string, unknown>>;
type Reply = { readonly status: number; readonly body: Json };

/** Starts it on loopback. */
export async function startBulkEndpoint(options: BulkEndpointOptions = {}): Promise<BulkEndpoint> {
  const state = new State();
  const server = createServer((request, response) => {
    void read(request).then((text) => send(response, reply(state, options, request, text)));
  });
  server.listen(0, "127.0.0.1");
  await once(server, "listening");
  return {
    url: originOf(server),
    documents: (index) => [...(state.find(index)?.documents.values() ?? [])],
    mapping: (index) => state.find(index)?.properties ?? {},
    failNext: (...items) => void state.itemFailures.push(...items),
    answerNext: (...answers) => void state.answers.push(...answers),
    bulks: state.bulks,
    drop: (index) => state.drop(index),
    close: () => closeServer(server),
  };
}

class State {
  readonly indexes: Map<string, BulkIndex> = new Map();
  /** Alias to index. */
  readonly aliases: Map<string, string> = new Map();
  readonly itemFailures: (SaidError | null)[] = [];
  readonly answers: { readonly status: number; readonly headers?: Record<string, string> }[] = [];
  readonly bulks: number[] = [];

  concrete(name: string): string {
    return this.aliases.get(name) ?? name;
  }

  find(name: string): BulkIndex | undefined {
    return this.indexes.get(this.concrete(name));
  }

  drop(name: string): void {
    const gone = this.concrete(name);
    this.indexes.delete(gone);
    for (const [alias, index] of this.aliases) if (index === gone) this.aliases.delete(alias);
  }
}

function reply(
  state: State,
  options: BulkEndpointOptions,
  request: IncomingMessage,
  text: string,
): Reply & { readonly headers?: Record<string, string> } {
  const next = state.answers.shift();
  if (next !== undefined) return { ...next, body: {} };
  const { authorization, maxContentBytes = 100 * 1024 * 1024 } = options;
  if (authorization !== undefined && request.headers.authorization !== authorization)
    return said(401, "security_exception", "unable to authenticate");
  if (Buffer.byteLength(text) > maxContentBytes) return { status: 413, body: {} };
  const { pathname, searchParams } = new URL(request.url ?? "/", "http://x");
  const [, name = "", api = ""] = pathname.split("/");
  const body = api === "_bulk" || text === "" ? {} : (JSON.parse(text) as Json);
  switch (`${request.method ?? ""} ${api}`) {
    case "PUT ":
      return create(state, name, body);
    case "PUT _mapping":
      return withIndex(state, name, (index) => acknowledged(index.putMapping(propertiesOf(body))));
    case "GET _mapping":
      return withIndex(state, name, ({ properties }) => ok({ [state.concrete(name)]: { mappings: { properties } } }));
    case "POST _refresh":
      return withIndex(state, name, (index) => ok({ refreshed: index.refresh() === undefined }));
    case "POST _search":
      return withIndex(state, name, (index) => search(index, body));
    case "POST _bulk":
      return bulk(state, name, text, searchParams.get("require_alias") === "true");
    default:
      return said(405, "method_not_allowed", `Incorrect HTTP method for uri [${pathname}]`);
  }
}

function create(state: State, name: string, body: Json): Reply {
  if (state.indexes.has(name))
    return said(400, "resource_already_exists_exception", `index [${name}/…] already exists`);
  const index = new BulkIndex();
  const refused = index.putMapping(propertiesOf((body["mappings"] ?? {}) as Json));
  if (refused !== null) return answerOf(refused);
  state.indexes.set(name, index);
  for (const alias of Object.keys(body["aliases"] ?? {})) state.aliases.set(alias, name);
  return ok({ acknowledged: true, index: name });
}

function bulk(state: State, name: string, text: string, requireAlias: boolean): Reply {
  if (text === "") return said(400, "parse_exception", "request body is required");
  if (!text.endsWith("\n"))
    return said(400, "illegal_argument_exception", "The bulk request must be terminated by a newline [\\n]");
  const lines = text.split("\n");
  const items: unknown[] = [];
  for (let at = 0; at + 1 < lines.length; at += 2) {
    const action = JSON.parse(lines[at] ?? "") as { readonly index: Json };
    const { _id: id, version, version_type: type } = action.index;
    const failure = state.itemFailures.shift() ?? null;
    const outcome =
      failure ?? write(state, name, requireAlias, String(id), Number(version), String(type), lines[at + 1] ?? "");
    items.push({ index: { _index: state.concrete(name), _id: id, ...outcome } });
  }
  state.bulks.push(items.length);
  return ok({ items });
}

function write(
  state: State,
  name: string,
  requireAlias: boolean,
  id: string,
  version: number,
  type: string,
  source: string,
): SaidError | { readonly status: number } {
  if (requireAlias && !state.aliases.has(name)) {
    const reason = `no such index [${name}] and [require_alias] request flag is [true] and [${name}] is not an alias`;
    return { status: 404, error: { type: "index_not_found_exception", reason } };
  }
  // As action.auto_create_index does where it is on.
  const index = state.find(name) ?? new BulkIndex();
  state.indexes.set(state.concrete(name), index);
  return index.put(id, version, type, JSON.parse(source) as Json);
}

function search(index: BulkIndex, body: Json): Reply {
  const [sort = {}] = body["sort"] as readonly Json[];
  const [field = ""] = Object.keys(sort);
  const [after = null] = (body["search_after"] ?? []) as readonly string[];
  const found = index.search(field, after, Number(body["size"]));
  if ("error" in found) return answerOf(found);
  const names = body["_source"] as readonly string[];
  const hits = found.map(({ source }) => ({ _source: Object.fromEntries(names.map((one) => [one, source[one]])) }));
  return ok({ hits: { hits } });
}

function withIndex(state: State, name: string, work: (index: BulkIndex) => Reply): Reply {
  const index = state.find(name);
  return index === undefined ? said(404, "index_not_found_exception", `no such index [${name}]`) : work(index);
}

function propertiesOf(body: Json): Readonly<Record<string, MappedField>> {
  return (body["properties"] ?? {}) as Readonly<Record<string, MappedField>>;
}

function acknowledged(refused: SaidError | null): Reply {
  return refused === null ? ok({ acknowledged: true }) : answerOf(refused);
}

function answerOf({ status, error }: SaidError): Reply {
  return { status, body: { error, status } };
}

function said(status: number, type: string, reason: string): Reply {
  return answerOf({ status, error: { type, reason } });
}

function ok(body: Json): Reply {
  return { status: 200, body };
}

async function read(request: IncomingMessage): Promise<string> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts).toString("utf8");
}

function send(response: ServerResponse, reply: Reply & { readonly headers?: Record<string, string> }): void {
  response.writeHead(reply.status, { "content-type": "application/json", ...reply.headers });
  response.end(JSON.stringify(reply.body));
}
