/**
 * Government hosts by their label before `.gov.cn`. Pinyin is ambiguous and irregular (suzhou is in Jiangsu, the other
 * one is ahsz; gz is Guangzhou, not Guizhou; dl is Dalian), so nothing is transliterated: what is not here says nothing.
 */
export const PORTAL_HOSTS: ReadonlyMap<string, string> = new Map(
  `beijing11 tj12 hebei13 shanxi14 nmg15 ln21 jl22 hlj23 shanghai31 jiangsu32 zj33 ah34 fujian35 jiangxi36
shandong37 henan41 hubei42 hunan43 gd44 gxzf45 hainan46 cq50 sc51 guizhou52 yn53 xizang54 shaanxi61 gansu62 qinghai63
nx64 xinjiang65 sjz1301 tangshan1302 hd1304 taiyuan1401 huhhot1501 shenyang2101 dl2102 changchun2201 harbin2301
nanjing3201 wuxi3202 xz3203 changzhou3204 suzhou3205 nantong3206 lyg3207 huaian3208 yancheng3209 yangzhou3210
zhenjiang3211 taizhou3212 suqian3213 hangzhou3301 ningbo3302 wenzhou3303 jiaxing3304 huzhou3305 sx3306 jinhua3307 qz3308
zhoushan3309 zjtz3310 lishui3311 hefei3401 wuhu3402 fuzhou3501 xm3502 nc3601 jinan3701 qingdao3702 zibo3703 yantai3706
weifang3707 zhengzhou4101 wuhan4201 changsha4301 gz4401 sz4403 zhuhai4404 foshan4406 dg4419 zs4420 nanning4501
liuzhou4502 haikou4601 sanya4602 chengdu5101 km5301 xa6101 lanzhou6201 xining6301 yinchuan6401`
    .split(/\s+/)
    .map((entry) => {
      const at = entry.search(/\d/);
      return [entry.slice(0, at), entry.slice(at).padEnd(6, "0")];
    }),
);

/** The region of a government host (`www.suzhou.gov.cn`, `jyj.suzhou.gov.cn`), or null. */
export function regionOfHost(host: string | null): string | null {
  if (host === null || !host.endsWith(".gov.cn")) return null;
  return PORTAL_HOSTS.get(host.split(".").at(-3) ?? "") ?? null;
}
