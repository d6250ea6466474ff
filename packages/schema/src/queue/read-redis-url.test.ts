import fc from "fast-check";
import { expect, test } from "vitest";

import { readRedisUrl } from "./read-redis-url.ts";

const settingsOf = (url: string) => {
  const read = readRedisUrl(url);
  if (!read.ok) throw new Error(read.why);
  return read.settings;
};

test("reads one server, with a login and a database", () => {
  expect(settingsOf("redis://localhost")).toEqual({ shape: "single", hosts: ["localhost:6379"] });
  expect(settingsOf("redis://us%40er:p%3Ass@[::1]:7000/3")).toEqual({
    shape: "single",
    hosts: ["[::1]:7000"],
    username: "us@er",
    password: "p:ss",
    db: 3,
  });
  expect(settingsOf("redis://:secret@cache:6379")).toMatchObject({ password: "secret" });
});

test("reads Sentinels with the master's name, and the nodes of a Cluster", () => {
  expect(settingsOf("redis+sentinel://:pw@a:1,b/news/2?sentinelPassword=s")).toEqual({
    shape: "sentinel",
    hosts: ["a:1", "b:26379"],
    master: "news",
    password: "pw",
    sentinelPassword: "s",
    db: 2,
  });
  expect(settingsOf("rediss+cluster://a:7000,b:7001?ca=/etc/ca.pem&serverName=news")).toEqual({
    shape: "cluster",
    hosts: ["a:7000", "b:7001"],
    tls: { ca: "/etc/ca.pem", serverName: "news" },
  });
});

test("checks certificates unless it is told not to", () => {
  expect(settingsOf("rediss://a").tls).toEqual({});
  expect(settingsOf("rediss://a?verify=no").tls).toEqual({ verify: false });
});

test.each([
  ["http://a", "no redis://"],
  ["redis://a,b", "several hosts"],
  ["redis+sentinel://a:1", "no master"],
  ["redis+cluster://a:1/2", "only the database 0"],
  ["redis://a?verify=no", "need rediss://"],
  ["redis://a?evict=yes", 'unknown option "evict"'],
  ["redis://a:99999", "host:port"],
  ["redis://a/x", "no number"],
  ["redis://u:%zz@a", "percent-encoded"],
])("says why %s is none", (url, why) => {
  const read = readRedisUrl(url);

  expect(read.ok ? "" : read.why).toContain(why);
});

test("reads anything without a throw, and never tells a password", () => {
  fc.assert(
    fc.property(fc.string(), fc.string(), (password, rest) => {
      const read = readRedisUrl(`redis://user:topsecret${password}@${rest}`);

      expect(read.ok ? "" : read.why).not.toContain("topsecret");
    }),
  );
});
