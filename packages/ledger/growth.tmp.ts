import pg from "pg";
import { openLedger } from "./src/open.ts";
import { startPostgres } from "./src/testkit/postgres-server.ts";
const server = await startPostgres();
if (server === null) process.exit(1);
const url = await server.fresh();
const ledger = await openLedger({ location: url });
const c = new pg.Client({ connectionString: url });
await c.connect();
await c.query("SET search_path TO caibian; SET synchronous_commit=off");
let done = 0;
async function grow(to: number) {
  const t0 = performance.now();
  await c.query(`WITH s AS (SELECT nextval('article_log_seq') seq, i, md5(i::text)||'aa' id, (('x'||substr(md5(i::text),1,4))::bit(16)::int & 15)::smallint shard FROM generate_series(${done + 1}, ${to}) i),
  a AS (INSERT INTO article (id, shard, source_id, url, title, status, revision, content_hash, last_seq, first_seen_at, changed_at) SELECT id, shard, 'x', 'http://e/'||i, 't', 'usable', 1, 'h', seq, now(), now() FROM s),
  r AS (INSERT INTO article_revision SELECT id, 1, 'usable','h', now(), repeat(md5(id), 10) FROM s)
  INSERT INTO article_log SELECT seq, shard, id, 1, 'publish', 'h', now() FROM s`);
  done = to;
  await c.query("VACUUM ANALYZE");
  console.log("grown to", to, Math.round(performance.now() - t0), "ms");
}
async function time(name: string, n: number, f: (i: number) => Promise<unknown>) {
  for (let i = 0; i < 10; i++) await f(i);
  const t0 = performance.now();
  for (let i = 0; i < n; i++) await f(i);
  console.log(name.padEnd(28), ((performance.now() - t0) / n).toFixed(3), "ms");
}
import { FOLLOW, LAG } from "./src/log/statements.ts";
for (const n of [10_000, 1_000_000]) {
  await grow(n);
  const head = Number((await c.query("SELECT max(seq) m FROM article_log")).rows[0].m);
  await c.query("DELETE FROM store_cursor");
  for (let s = 0; s < 16; s++)
    await c.query(
      "INSERT INTO store_cursor (store_id, shard, seq, base) VALUES ('live',$1,$2,0),('old',$1,0,0),('new',$1,0,$3)",
      [s, Math.floor(head / 2), head],
    );
  const ex = async (q: string, v: unknown[]) =>
    console.log((await c.query("EXPLAIN (ANALYZE, BUFFERS) " + q, v)).rows.map((r: any) => r["QUERY PLAN"]).join("\n"));
  await ex(FOLLOW, [3, Math.floor(head / 2), 101, 4_000_000]);
  await ex(LAG, [["old"]]);
  await time("follow 100", 100, () =>
    ledger.log.read({
      cursor: { storeId: "live", shard: 3, seq: Math.floor(head / 2), base: 0 },
      limit: 100,
      maxBytes: 4e6,
    }),
  );
  await time("current 100", 100, () =>
    ledger.log.read({
      cursor: { storeId: "new", shard: 3, seq: Math.floor(head / 2), base: head },
      limit: 100,
      maxBytes: 4e6,
    }),
  );
  await time("behind live", 50, () => ledger.log.behind("live"));
  await time("behind new", 50, () => ledger.log.behind("new"));
  await time("behind unknown", 50, () => ledger.log.behind("nope"));
  await time("lag old", 20, () => ledger.log.lag(["old"]));
  await time("lag new", 20, () => ledger.log.lag(["new"]));
  await time("claim", 100, () => ledger.log.claim("live", 3));
  await time("expected 1000", 20, () => ledger.current.expected({ after: "8", limit: 1000 }));
}
await c.end();
await ledger.close();
await server.stop();
