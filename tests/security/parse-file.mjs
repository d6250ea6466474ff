// Parses one file in a process of its own and prints what it answered and what it used.
import { readFileSync } from "node:fs";
import { parse } from "@caibian/parser";

const bytes = readFileSync(process.argv[2] ?? "");
const before = process.cpuUsage();
const result = parse(bytes, { url: "https://www.example.com/news/20210607/1.html", now: "2021-06-07T12:00:00+08:00" });
const { user, system } = process.cpuUsage(before);
console.log(
  JSON.stringify({
    code: result.ok ? "ok" : result.error.code,
    cpuMs: (user + system) / 1000,
    rssMb: process.resourceUsage().maxRSS / 1024,
  }),
);
