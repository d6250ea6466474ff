import { mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { openLedger, type ArticleRow, type Ledger } from "@caibian/ledger";
import {
  auditBooks,
  configFor,
  readJsonl,
  readPostgres,
  readSqlite,
  type AcceptedArticle,
  type Audit,
  type ConfigOptions,
  type ServedArticle,
  type SiteHost,
  type StoreInput,
  type StoreReading,
} from "@caibian/testkit";

/** A folder with a config in it, and the books of what went through. */
export interface Workspace {
  readonly folder: string;
  readonly configFile: string;
  /** Where its ledger lies: a folder, or a `postgres://` URL. */
  readonly ledger: string;
  /** Reads the ledger (which no process may hold) and every Store, and settles the books. */
  audit(served: readonly ServedArticle[]): Promise<Audit>;
  stores(): Promise<readonly StoreReading[]>;
  accepted(): Promise<readonly AcceptedArticle[]>;
  /** Deletes the folder. */
  readonly remove: () => void;
}

export interface WorkspaceOptions {
  /** `postgres://` URL of the ledger; default the embedded one in the folder. */
  readonly ledger?: string;
  /** `postgres://` URL of a database for a further Store, table `delivered`. */
  readonly postgresStore?: string;
  readonly config?: Partial<ConfigOptions>;
  /** Stores beside those that the audit reads. */
  readonly moreStores?: readonly StoreInput[];
}

/** Makes a folder with a config for a site: Stores `files` (jsonl) and `table` (sqlite), and `main` if asked. */
export function makeWorkspace(
  site: { readonly hosts: readonly SiteHost[] },
  options: WorkspaceOptions = {},
): Workspace {
  const folder = mkdtempSync(join(tmpdir(), "caibian-flow-"));
  const configFile = join(folder, "caibian.yaml");
  const ledger = options.ledger ?? join(folder, "data");
  const jsonl = join(folder, "out");
  const sqlite = join(folder, "out.db");
  const config = configFor(site, {
    ledger,
    stores: [
      { id: "files", type: "jsonl", path: jsonl },
      { id: "table", type: "sqlite", path: sqlite },
      ...(options.postgresStore === undefined
        ? []
        : [{ id: "main", type: "postgres", url: options.postgresStore, table: "delivered" }]),
      ...(options.moreStores ?? []),
    ],
    ...options.config,
  });
  writeFileSync(configFile, JSON.stringify({ ...config, archive: join(folder, "warc") }, null, 2));

  const stores = async (): Promise<readonly StoreReading[]> => [
    await readJsonl(join(jsonl, "articles.jsonl")),
    readSqlite(sqlite, "articles"),
    ...(options.postgresStore === undefined ? [] : [await readPostgres(options.postgresStore, "delivered")]),
  ];
  const accepted = (): Promise<readonly AcceptedArticle[]> => readAccepted(ledger);
  return {
    folder,
    configFile,
    ledger,
    stores,
    accepted,
    audit: async (served) => auditBooks({ served, accepted: await accepted(), stores: await stores() }),
    remove: () => rmSync(folder, { recursive: true, force: true }),
  };
}

/** What became of every page that a ledger (which no process may hold, if it is embedded) knows. */
export async function readAccepted(location: string): Promise<readonly AcceptedArticle[]> {
  const ledger = await openLedger({ location, role: "owner" });
  try {
    const articles = await allArticles(ledger);
    const refused = await ledger.refusedPages({ limit: 100_000 });
    return [
      ...articles.flatMap((row) => (row.url === null ? [] : [{ url: row.url, status: row.status }])),
      ...refused.map((page) => ({ url: page.url, status: "refused" as const })),
    ];
  } finally {
    await ledger.close();
  }
}

const PAGE = 1000;

/** Every article in a ledger, without texts. */
export async function allArticles(ledger: Ledger): Promise<readonly ArticleRow[]> {
  const all: ArticleRow[] = [];
  for (;;) {
    const rows = await ledger.articles({ limit: PAGE, offset: all.length });
    all.push(...rows);
    if (rows.length < PAGE) return all;
  }
}
