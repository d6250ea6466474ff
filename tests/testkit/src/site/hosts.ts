import type { Archetype, HostFacts } from "../archetypes/archetype.ts";
import { HANWEB, TRS, UCAP, VSB } from "../archetypes/government.ts";
import { AGENCY, EMPIRE, FOUNDER, PEOPLE, PLATFORM, VIDEO } from "../archetypes/media.ts";
import { BRIEF, DEDE, MIRROR, TABLE } from "../archetypes/small-sites.ts";
import type { ListKind } from "../lists/list-kind.ts";
import { ANCHORS, DEDE_PAGES, HANWEB_RECORDS, TABLE_ROWS, TRS_PAGES } from "../lists/kinds.ts";

/** One virtual host: who it is, which kinds of page it shows, and how its list is read. */
export interface HostSpec extends HostFacts {
  readonly archetypes: readonly Archetype[];
  readonly list: ListKind;
  /** Where a Source of this host starts. */
  readonly entry: "list" | "feed" | "sitemap";
}

const facts = (name: string, title: string, serial: number, charset: "utf-8" | "gbk"): HostFacts => ({
  name,
  title,
  charset,
  icp: `苏ICP备9900${String(serial).padStart(4, "0")}号-${serial}`,
  police: `苏公网安备9999000200${String(serial).padStart(4, "0")}号`,
  siteCode: `999900${String(serial).padStart(4, "0")}`,
});

/** The hosts, in the order of their listeners. */
export const HOSTS: readonly HostSpec[] = [
  {
    ...facts("city.test", "云河在线", 3, "utf-8"),
    archetypes: [EMPIRE, VIDEO, PLATFORM],
    list: ANCHORS,
    entry: "list",
  },
  { ...facts("county.test", "临溪新闻网", 7, "gbk"), archetypes: [DEDE, BRIEF], list: DEDE_PAGES, entry: "list" },
  { ...facts("paper.test", "云河日报", 11, "gbk"), archetypes: [FOUNDER, PEOPLE], list: ANCHORS, entry: "feed" },
  { ...facts("farm.test", "今日热点汇", 41, "utf-8"), archetypes: [MIRROR], list: ANCHORS, entry: "sitemap" },
  { ...facts("gov.test", "云河市人民政府", 1, "utf-8"), archetypes: [TRS, UCAP], list: TRS_PAGES, entry: "list" },
  {
    ...facts("portal.test", "云河省网", 5, "utf-8"),
    archetypes: [HANWEB, AGENCY],
    list: HANWEB_RECORDS,
    entry: "list",
  },
  { ...facts("town.test", "石桥镇信息网", 9, "utf-8"), archetypes: [TABLE, VSB], list: TABLE_ROWS, entry: "list" },
];
