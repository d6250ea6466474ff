import { expect, test } from "vitest";

import { storeSchema } from "../store.ts";
import { faultOfServerUrl } from "./server-url.ts";

const KINDS = [
  ["postgres", "postgres://USER@db:5432/news"],
  ["mysql", "mysql://USER@db:3306/news"],
  ["nats", "nats://USER@bus:4222"],
  ["rabbitmq", "amqp://USER@bus:5672/news"],
  ["redis-streams", "redis://USER@bus:6379/0"],
] as const;
const WRONG = ["me:pa#ss", "me:pa/ss", "me:pa?ss", "me:50%", "me:12#34", "me:12/34"];

const parse = (type: string, url: string): ReturnType<typeof storeSchema.safeParse> =>
  storeSchema.safeParse({ id: "main", type, url });

test.each(KINDS.flatMap(([type, url]) => WRONG.map((user) => [type, url.replace("USER", user)])))(
  "%s: %s is told to be percent-encoded",
  (type, url) => {
    const { error } = parse(type, url);

    expect(error?.issues).toEqual([
      expect.objectContaining({ path: ["url"], message: expect.stringMatching(/percent-encode/) }),
    ]);
    expect(error?.message).not.toMatch(/pa.ss|12.34/);
  },
);

test.each(KINDS)("%s takes what is percent-encoded, and a URL without a user", (type, url) => {
  const users = ["me:pa%23ss%2F%3F%25@", "me:pass@", ""];

  expect(users.map((user) => parse(type, url.replace("USER@", user)).success)).toEqual([true, true, true]);
});

test.each([
  "postgres:///news?host=/var/run/postgresql",
  "postgres://db/news?user=me@server&password=x",
  'mysql://me:pass@db:3306/news?ssl={"rejectUnauthorized":true}',
  "postgres://me:p@ss@db/news",
  "redis://[::1]:6379",
  "https://hooks.example.cn/@desk",
])("%s can be read", (url) => {
  expect(faultOfServerUrl(url)).toBeNull();
});

test("a web address that is none is told as well", () => {
  expect(parse("webhook", "https://me:pa#ss@hooks.example.cn/").error?.issues[0]?.message).toMatch(/percent-encode/);
});
