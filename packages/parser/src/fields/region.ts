import type { ArticleRegion } from "@caibian/schema";

/** A development zone and the district that it is run with (DOMAIN 4.3, kind a). */
interface Zone {
  readonly zone: string;
  readonly aliases: readonly string[];
  readonly code: string;
  readonly path: readonly [string, ...string[]];
}

/** Zones that share one team with one district. The full GB/T 2260 table is not here yet. */
const ZONES: readonly Zone[] = [
  { zone: "苏州高新区", aliases: ["苏州国家高新技术产业开发区"], code: "320505", path: ["江苏省", "苏州市", "虎丘区"] },
  { zone: "广州开发区", aliases: ["广州经济技术开发区"], code: "440112", path: ["广东省", "广州市", "黄埔区"] },
  { zone: "青岛西海岸新区", aliases: [], code: "370211", path: ["山东省", "青岛市", "黄岛区"] },
  { zone: "滨海新区", aliases: ["天津滨海新区"], code: "120116", path: ["天津市", "滨海新区"] },
  { zone: "浦东新区", aliases: ["上海浦东新区"], code: "310115", path: ["上海市", "浦东新区"] },
];

/** What may speak for the region, strongest first. The ICP number's province is no evidence. */
export interface RegionEvidence {
  readonly sourceName: string | null;
  readonly title: string;
  readonly lead: string;
  /** GB/T 2260 code that the Source declares, or null. */
  readonly declared: string | null;
}

/**
 * The region by the zones that source, title or lead name; else the Source's declared code, without a name of its
 * own until the code table is here. Null without evidence.
 */
export function findRegion(evidence: RegionEvidence): ArticleRegion | null {
  for (const zone of ZONES) {
    const basis = basisOf(zone, evidence);
    if (basis.length === 0) continue;
    const confidence = Math.min(0.95, (basis.includes("source") ? 0.8 : 0.5) + 0.05 * (basis.length - 1));
    return {
      code: zone.code,
      name: zone.path.at(-1) ?? zone.path[0],
      zone: zone.zone,
      path: zone.path,
      basis,
      confidence,
    };
  }
  if (evidence.declared === null) return null;
  const known = ZONES.find((zone) => zone.code === evidence.declared);
  return {
    code: evidence.declared,
    name: known?.path.at(-1) ?? evidence.declared,
    zone: null,
    path: known?.path ?? [],
    basis: ["profile"],
    confidence: 0.6,
  };
}

function basisOf(zone: Zone, evidence: RegionEvidence): string[] {
  const names = [zone.zone, ...zone.aliases];
  const has = (text: string | null): boolean => text !== null && names.some((name) => text.includes(name));
  const basis: string[] = [];
  if (has(evidence.sourceName)) basis.push("source");
  if (has(evidence.title)) basis.push("title");
  if (has(evidence.lead)) basis.push("lead");
  if (basis.length > 0 && evidence.declared === zone.code) basis.push("profile");
  return basis;
}
