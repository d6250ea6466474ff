import type { Dateline } from "@caibian/schema";

const WIRE =
  /^[\s\u3000]*(?:[（(【]?据)?((?:[\p{Script=Han}·]{2,10}?)?(?:新华社|中新社|中新网|人民网|新华网|[\p{Script=Han}]{1,8}(?:日报|晚报|晨报|报|社|网|台|在线|客户端))|本[报网台站刊])?[\s\u3000]?([\p{Script=Han}]{2,8}?)?[\s\u3000]?(\d{1,2}月\d{1,2}日)?(?:专?电|[讯訊](?![息号])|消息)(?=[\s\u3000（(【：:，,]|$|\S)/u;

/** 电头 at the start of the first paragraph: `新华社南京6月7日电`, `本报讯`. */
export function readDateline(paragraph: string): Dateline | null {
  const match = WIRE.exec(paragraph.slice(0, 60));
  if (match === null) return null;
  const [raw, agency, place, day] = match;
  if (agency === undefined) return null;
  if (day === undefined && place !== undefined && place.length > 6) return null;
  return { agency, place: place ?? null, raw: raw.trim() };
}
