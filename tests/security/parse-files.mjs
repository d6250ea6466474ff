// Parses files, one after the other, and prints what each answered and used; memory is the process's peak so far.
import { readFileSync } from "node:fs";
import { parse } from "@caibian/parser";

const OPTIONS = { url: "https://www.example.com/news/20210607/1.html", now: "2021-06-07T12:00:00+08:00" };

const answers = process.argv.slice(2).map((file) => {
  const bytes = readFileSync(file);
  const before = process.cpuUsage();
  const result = parse(bytes, OPTIONS);
  const { user, system } = process.cpuUsage(before);
  return {
    code: result.ok ? "ok" : result.error.code,
    cpuMs: (user + system) / 1000,
    rssMb: process.resourceUsage().maxRSS / 1024,
  };
});
console.log(JSON.stringify(answers));
