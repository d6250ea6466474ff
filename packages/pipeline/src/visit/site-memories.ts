import type { Ledger } from "@caibian/ledger";
import { remember, type PageTrace, type SiteMemory } from "@caibian/parser";

import type { NamedMemory } from "../parse/memory-parcels.ts";

/** What one page told of its site. */
export interface PageNews {
  readonly url: string;
  readonly trace: PageTrace | undefined;
  /** Its story was not known before. */
  readonly isNew: boolean;
  /** It was parsed with a memory that it did not fit. */
  readonly isOdd: boolean;
}

/** What a Visit knows and learns of the hosts whose pages it reads. */
interface HostNotes {
  readonly known: { readonly version: string; readonly memory: SiteMemory } | null;
  readonly fresh: PageTrace[];
  /** Pages of stories that were learnt from before; they count only where all is learnt anew. */
  readonly rechecked: PageTrace[];
  judged: number;
  odd: number;
}

/** A memory of fewer pages is not used yet. */
const FEWEST_LEARNT = 5;
/** Pages of one host that a Visit learns from at most, and hosts that it learns of. */
const MOST_TRACES = 100;
const MOST_HOSTS = 50;
/** From so many pages on, most of them odd, a site is taken for redesigned … */
const FEWEST_JUDGED = 5;
/** … if so many were learnt before: the first few need not show all of its templates. */
const FEWEST_SETTLED = 10;

/**
 * Site memory (站点记忆) in one Visit: each host's is read once, stays as it is to the Visit's end, and is kept
 * with what the Visit's new stories add. A Source learns for itself: what another Source of the host read by then
 * would make its records depend on who came first. A host whose pages mostly do not fit any more is learnt anew.
 */
export class SiteMemories {
  readonly #ledger: Pick<Ledger, "siteMemory" | "keepSiteMemory">;
  readonly #sourceId: string;
  readonly #hosts = new Map<string, Promise<HostNotes>>();

  constructor(ledger: Pick<Ledger, "siteMemory" | "keepSiteMemory">, sourceId: string) {
    this.#ledger = ledger;
    this.#sourceId = sourceId;
  }

  /** The memory to parse a page with, if enough is known of its host. */
  async of(url: string): Promise<NamedMemory | undefined> {
    const host = hostOf(url);
    const { known } = await this.#notesOf(host);
    if (known === null || known.memory.pages < FEWEST_LEARNT) return undefined;
    return { name: `${this.#siteOf(host)} ${known.version}`, memory: known.memory };
  }

  /** Takes up what a committed page told. */
  async note({ url, trace, isNew, isOdd }: PageNews): Promise<void> {
    const notes = await this.#notesOf(hostOf(url));
    notes.judged++;
    if (isOdd) notes.odd++;
    const traces = isNew ? notes.fresh : notes.rechecked;
    if (trace !== undefined && traces.length < MOST_TRACES) traces.push(trace);
  }

  /** True when most pages that the Visit read do not look like the sites that were learnt. */
  async isRedesigned(): Promise<boolean> {
    let [judged, odd] = [0, 0];
    for (const notes of await Promise.all(this.#hosts.values())) {
      judged += notes.judged;
      if (isRedesign(notes)) odd += notes.odd;
    }
    return odd * 2 > judged;
  }

  /** Keeps what was learnt. What another Visit kept in the meantime stands. */
  async keep(): Promise<void> {
    for (const [host, reading] of this.#hosts) {
      const notes = await reading;
      const learnt = learn(notes);
      if (learnt === null) continue;
      await this.#ledger.keepSiteMemory(this.#siteOf(host), notes.known?.version ?? null, JSON.stringify(learnt));
    }
  }

  #notesOf(host: string): Promise<HostNotes> {
    const name = this.#hosts.has(host) || this.#hosts.size < MOST_HOSTS ? host : "";
    let notes = this.#hosts.get(name);
    if (notes === undefined) {
      notes = this.#read(name);
      this.#hosts.set(name, notes);
    }
    return notes;
  }

  #siteOf(host: string): string {
    return `${this.#sourceId} ${host}`;
  }

  async #read(host: string): Promise<HostNotes> {
    const stored = host === "" ? null : await this.#ledger.siteMemory(this.#siteOf(host));
    const memory = stored === null ? null : readMemory(stored.memory);
    const known = stored === null ? null : { version: stored.version, memory: memory ?? NOTHING };
    return { known, fresh: [], rechecked: [], judged: 0, odd: 0 };
  }
}

/** What is stored in a form that this version does not read is learnt anew. */
const NOTHING: SiteMemory = { v: 1, pages: 0, layouts: [] };

function readMemory(text: string): SiteMemory | null {
  const stored = JSON.parse(text) as { readonly v?: unknown };
  // Written by `keep` and by nothing else.
  return stored.v === 1 ? (stored as SiteMemory) : null;
}

function learn(notes: HostNotes): SiteMemory | null {
  const { known, fresh, rechecked } = notes;
  if (isRedesign(notes)) return remember(null, [...rechecked, ...fresh]);
  return fresh.length === 0 ? null : remember(known?.memory ?? null, fresh);
}

function isRedesign({ known, judged, odd }: HostNotes): boolean {
  if (known === null || known.memory.pages < FEWEST_SETTLED) return false;
  return judged >= FEWEST_JUDGED && odd * 2 > judged;
}

function hostOf(url: string): string {
  return new URL(url).host;
}
