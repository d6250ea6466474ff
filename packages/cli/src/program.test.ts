import { execFileSync } from "node:child_process";
import { expect, test } from "vitest";

import { completionScript } from "./commands/completion.ts";
import { main } from "./main.ts";
import { buildProgram } from "./program.ts";

const COMMANDS = [
  "init",
  "parse",
  "validate",
  "preview",
  "run",
  "serve",
  "worker",
  "status",
  "articles",
  "replay",
  "prune",
  "export",
  "doctor",
];

test("every command has help with an example, and --json where it prints data", () => {
  const program = buildProgram(() => undefined);
  for (const name of COMMANDS) {
    const command = program.commands.find((one) => one.name() === name);
    let help = "";
    command?.configureOutput({ writeOut: (text) => (help += text) });
    command?.outputHelp();

    expect(help, name).toMatch(/Examples?:\n {2}.*caibian/);
    expect(help, name).toMatch(name === "parse" ? /--format/ : /--json/);
  }
});

test("wrong usage ends in exit code 2", async () => {
  expect(await main(["no-such-command"])).toBe(2);
  expect(await main(["withdraw", "--cluster"])).toBe(2);
  expect(await main(["run", "--no-such-flag"])).toBe(2);
  expect(await main(["parse", "--format", "docx"])).toBe(2);
  expect(await main(["parse", "--workers", "0"])).toBe(2);
  expect(await main(["init", "https://www.example.invalid/", "--region", "99"])).toBe(2);
  expect(await main(["export", "--format", "pdf"])).toBe(2);
  expect(await main(["export", "--region", "9"])).toBe(2);
  expect(await main(["export", "--until", "gestern"])).toBe(2);
  expect(await main(["init", "https://www.example.invalid/", "--id", "A B"])).toBe(2);
});

test("help and version end in exit code 0", async () => {
  expect(await main(["--version"])).toBe(0);
  expect(await main(["run", "--help"])).toBe(0);
});

test("the bash completion is a valid script that completes commands", () => {
  const script = completionScript(
    buildProgram(() => undefined),
    "bash",
  );
  const words = execFileSync("bash", [
    "-c",
    `${script}\nCOMP_WORDS=(caibian st); COMP_CWORD=1; _caibian; echo "\${COMPREPLY[@]}"`,
  ]);

  expect(words.toString().trim()).toBe("status");
});
