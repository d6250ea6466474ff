import type { Archetype, Link, Surroundings } from "../archetypes/archetype.ts";
import { stampOf } from "../archetypes/archetype.ts";
import type { ListItem } from "../lists/list-kind.ts";
import { reviseStory, writeStory, type Story } from "../write/story.ts";
import { expectArticle, type ExpectedArticle } from "./expected.ts";
import type { HostSpec } from "./hosts.ts";

/** How a story is gone: a status, or a page with status 200 that says so. */
export type Withdrawal = 404 | 410 | "notice";

/** A story on the site with all its revisions. */
export interface Published {
  readonly host: HostSpec;
  readonly archetype: Archetype;
  readonly path: string;
  readonly around: Surroundings;
  /** Oldest first; the last one is what the site shows. */
  readonly revisions: Story[];
  withdrawn: Withdrawal | null;
  modifiedMs: number;
}

const NEWEST_MS = Date.parse("2024-06-28T18:20:31+08:00");
const GAP_MS = 97 * 60_000 + 13_000;

/** The stories of all hosts, and what happens to them. Knows nothing of HTTP. */
export class Newsroom {
  readonly #seed: number;
  readonly #hosts: readonly HostSpec[];
  readonly #byId = new Map<string, Published>();
  readonly #byAddress = new Map<string, Published>();
  readonly #byHost = new Map<string, Published[]>();
  #clockMs = NEWEST_MS;
  #count = 0;

  constructor(seed: number, hosts: readonly HostSpec[], articles: number) {
    this.#seed = seed;
    this.#hosts = hosts;
    for (const host of hosts) this.#byHost.set(host.name, []);
    for (let number = 1; number <= articles; number++)
      this.#publish(this.#hostOf(number), NEWEST_MS - (articles - number) * GAP_MS);
  }

  /** Puts a new story on top of a host's list; on the next host in turn when none is named. */
  add(hostName?: string): Published {
    const host = this.#hosts.find(({ name }) => name === hostName) ?? this.#hostOf(this.#count + 1);
    if (hostName !== undefined && host.name !== hostName)
      throw new RangeError(`Expected one of the site's hosts, got ${hostName}`);
    return this.#publish(host, NEWEST_MS + this.#count * 60_000);
  }

  /** Makes the next revision of a story. */
  change(id: string): Published {
    const published = this.get(id);
    const latest = published.revisions.at(-1);
    if (latest !== undefined) published.revisions.push(reviseStory(latest));
    published.modifiedMs = this.#tick();
    return published;
  }

  withdraw(id: string, how: Withdrawal): Published {
    const published = this.get(id);
    published.withdrawn = how;
    published.modifiedMs = this.#tick();
    return published;
  }

  /** The story with this id; throws when there is none. */
  get(id: string): Published {
    const published = this.#byId.get(id);
    if (published === undefined) throw new RangeError(`Expected the id of a story of this site, got ${id}`);
    return published;
  }

  at(host: string, path: string): Published | undefined {
    return this.#byAddress.get(`${host} ${path}`);
  }

  ids(): readonly string[] {
    return [...this.#byId.keys()];
  }

  /** What a host's list shows, newest first. */
  list(host: string): readonly ListItem[] {
    const shown = (this.#byHost.get(host) ?? []).filter(({ withdrawn }) => withdrawn === null);
    return shown.reverse().map((published) => {
      const story = currentOf(published);
      return { id: story.id, href: published.path, title: story.title, date: stampOf(story.publishedMs).date };
    });
  }

  /** When anything on this host last changed. */
  modifiedMs(host: string): number {
    return (this.#byHost.get(host) ?? []).reduce((latest, { modifiedMs }) => Math.max(latest, modifiedMs), 0);
  }

  #hostOf(number: number): HostSpec {
    const host = this.#hosts[number % this.#hosts.length];
    if (host === undefined) throw new RangeError("Expected at least one host");
    return host;
  }

  #publish(host: HostSpec, publishedMs: number): Published {
    const earlier = this.#byHost.get(host.name) ?? [];
    const archetype = host.archetypes[earlier.length % host.archetypes.length];
    if (archetype === undefined) throw new RangeError(`Expected ${host.name} to have at least one archetype`);
    const story = writeStory({ seed: this.#seed, number: ++this.#count, publishedMs, length: archetype.length });
    const related = earlier.slice(-5).map((other): Link => ({ href: other.path, title: currentOf(other).title }));
    const published: Published = {
      host,
      archetype,
      path: archetype.path(story),
      around: { host, related },
      revisions: [story],
      withdrawn: null,
      modifiedMs: this.#tick(),
    };
    earlier.push(published);
    this.#byId.set(story.id, published);
    this.#byAddress.set(`${host.name} ${published.path}`, published);
    return published;
  }

  // Last-Modified counts whole seconds: a change within the same second must still look newer.
  #tick(): number {
    this.#clockMs += 1000;
    return this.#clockMs;
  }
}

/** The revision that the site shows now. */
export function currentOf(published: Published): Story {
  const story = published.revisions.at(-1);
  if (story === undefined) throw new RangeError("Expected a story to have a revision");
  return story;
}

/** What a right record of each revision holds, oldest first. */
export function expectationsOf(published: Published, url: string): ExpectedArticle[] {
  return published.revisions.map((story) => expectArticle(story, published.archetype, published.host, url));
}
