import { parse, type PageTrace } from "@caibian/parser";
import { expect, test } from "vitest";

import { SiteMemories } from "./site-memories.ts";

/** The ledger's two methods, in memory. */
function shelf(): ConstructorParameters<typeof SiteMemories>[0] & { readonly rows: Map<string, [number, string]> } {
  const rows = new Map<string, [number, string]>();
  return {
    rows,
    siteMemory: async (host) => {
      const row = rows.get(host);
      return row === undefined ? null : { version: String(row[0]), memory: row[1] };
    },
    keepSiteMemory: async (host, before, memory) => {
      const version = rows.get(host)?.[0] ?? null;
      if (String(version) !== String(before)) return false;
      rows.set(host, [(version ?? 0) + 1, memory]);
      return true;
    },
  };
}

function traceOf(n: number, box = "content"): PageTrace {
  const result = parse(
    `<title>第${n}个果园</title><h1>第${n}个果园忙碌</h1><div class="${box}"><p>第${n}个果园里一片忙碌，果农们抢抓农时，修剪枝条。</p><p>据介绍，今年第${n}个果园计划改造三千亩，引进新品种六个。</p></div>`,
    { trace: true },
  );
  if (!result.ok || result.trace === undefined) throw new Error("no trace");
  return result.trace;
}

const URL_OF = "https://www.example.cn/a/1.html";

async function visit(
  ledger: ReturnType<typeof shelf>,
  pages: readonly { readonly trace: PageTrace; readonly isNew: boolean; readonly isOdd: boolean }[],
): Promise<{ readonly before: string | undefined; readonly isRedesigned: boolean }> {
  const memories = new SiteMemories(ledger, "county");
  const before = (await memories.of(URL_OF))?.name;
  for (const page of pages) await memories.note({ url: URL_OF, ...page });
  const isRedesigned = await memories.isRedesigned();
  await memories.keep();
  return { before, isRedesigned };
}

const pages = (from: number, count: number, more: { isNew?: boolean; isOdd?: boolean; box?: string } = {}) =>
  Array.from({ length: count }, (_, i) => ({
    trace: traceOf(from + i, more.box),
    isNew: more.isNew ?? true,
    isOdd: more.isOdd ?? false,
  }));

test("a Visit learns for the next one, from new stories only", async () => {
  const ledger = shelf();

  expect((await visit(ledger, pages(0, 6))).before).toBe(undefined);
  expect((await visit(ledger, pages(0, 6, { isNew: false }))).before).toBe("county www.example.cn 1");
  expect((await visit(ledger, pages(6, 2))).before).toBe("county www.example.cn 1");
  expect((await visit(ledger, [])).before).toBe("county www.example.cn 2");
  expect(JSON.parse(ledger.rows.get("county www.example.cn")?.[1] ?? "")).toMatchObject({ v: 1, pages: 8 });
});

test("few pages are learnt and not used yet", async () => {
  const ledger = shelf();
  await visit(ledger, pages(0, 3));

  expect((await visit(ledger, [])).before).toBe(undefined);
});

test("a redesigned host is learnt anew, rechecked stories included", async () => {
  const ledger = shelf();
  await visit(ledger, pages(0, 20));

  const { isRedesigned } = await visit(ledger, [
    ...pages(0, 6, { isNew: false, isOdd: true, box: "v2" }),
    ...pages(20, 2, { isOdd: true, box: "v2" }),
  ]);

  expect(isRedesigned).toBe(true);
  const memory = JSON.parse(ledger.rows.get("county www.example.cn")?.[1] ?? "") as { layouts: { body: string }[] };
  expect(memory).toMatchObject({ pages: 8 });
  expect(memory.layouts.map(({ body }) => body)).toEqual([expect.stringContaining("v")]);
});

test("some odd pages are no redesign", async () => {
  const ledger = shelf();
  await visit(ledger, pages(0, 20));

  expect((await visit(ledger, [...pages(20, 4, { isOdd: true }), ...pages(24, 6)])).isRedesigned).toBe(false);
  expect((await visit(ledger, pages(30, 4, { isOdd: true }))).isRedesigned).toBe(false);
});

test("what does not fit the first few pages of a site is learnt beside them, and is no redesign", async () => {
  const ledger = shelf();
  await visit(ledger, pages(0, 6));

  const { isRedesigned } = await visit(ledger, pages(6, 8, { isOdd: true, box: "gallery" }));

  expect(isRedesigned).toBe(false);
  const memory = JSON.parse(ledger.rows.get("county www.example.cn")?.[1] ?? "") as { layouts: { body: string }[] };
  expect(memory).toMatchObject({ pages: 14 });
  expect(memory.layouts).toHaveLength(2);
});
