import { spawn, type ChildProcess } from "node:child_process";
import { once } from "node:events";
import { closeSync, openSync, writeSync } from "node:fs";
import { join } from "node:path";
import { setTimeout as wait } from "node:timers/promises";
import { fileURLToPath } from "node:url";

import { atExit, signalPid } from "@caibian/testkit";

import { BIN, cleanEnv } from "../support/command.ts";

/** A point of the code at which a process kills itself: the n-th event of a kind (`publish/batch-written`). */
export interface DeathPoint {
  readonly event: string;
  readonly count: number;
}

/** How one life of a process ended. */
export interface Death {
  readonly member: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly livedMs: number;
  /** Somebody here ended it, or it was armed to end itself. */
  readonly isMeant: boolean;
}

/** What a member is started with. */
export interface MemberOptions {
  readonly name: string;
  readonly role: "serve" | "worker";
  readonly configFile: string;
  readonly env: Readonly<Record<string, string>>;
  readonly logFolder: string;
  readonly onDeath: (death: Death) => void;
}

/** How a process came to its end for good. */
export interface MemberEnd {
  readonly code: number | null;
  readonly ms: number;
}

const DIE_SERVING = fileURLToPath(new URL("die-serving.mjs", import.meta.url));
/** As systemd would with `RestartSec=500ms`. */
const RESTART_MS = 500;
/** What a graceful stop may take (DESIGN.md), and a little for a busy machine. */
const STOP_MS = 12_000;

/** One `caibian serve` or `worker` that is started again whenever it ends, until it is stopped. */
export class Member {
  readonly name: string;
  readonly #options: MemberOptions;
  readonly #log: number;
  #child: ChildProcess | null = null;
  #armed: DeathPoint | null = null;
  #isMeant = false;
  #isArmedLife = false;
  #stopping: Promise<MemberEnd> | null = null;
  #living: Promise<void> = Promise.resolve();

  constructor(options: MemberOptions) {
    this.name = options.name;
    this.#options = options;
    this.#log = openSync(join(options.logFolder, `${options.name}.log`), "a");
  }

  /** Starts it, and starts it again from then on. */
  start(): void {
    this.#living = this.#live();
  }

  /** Ends this life; the next one begins by itself. */
  kill(): void {
    this.#end("SIGKILL");
  }

  /** Ends this life in peace; the next one dies at the point. */
  async arm(point: DeathPoint): Promise<void> {
    this.#armed = point;
    const child = this.#child;
    this.#end("SIGTERM");
    if (child !== null && !(await endsWithin(child, STOP_MS))) child.kill("SIGKILL");
  }

  /** Ends a life that waits for its point, or is about to begin. */
  endArmed(): void {
    if (this.#armed === null && !this.#isArmedLife) return;
    this.#armed = null;
    this.kill();
  }

  /** Stops its clock until `thaw`; a kill ends it all the same. */
  freeze(): void {
    this.#child?.kill("SIGSTOP");
  }

  thaw(): void {
    this.#child?.kill("SIGCONT");
  }

  /** Ends it for good. Answers how, the same however often it is asked. */
  stop(): Promise<MemberEnd> {
    this.#stopping ??= this.#stop();
    return this.#stopping;
  }

  async #stop(): Promise<MemberEnd> {
    const started = performance.now();
    const child = this.#child;
    this.#end("SIGTERM");
    if (child !== null && !(await endsWithin(child, STOP_MS))) child.kill("SIGKILL");
    const ms = performance.now() - started;
    await this.#living;
    closeSync(this.#log);
    return { code: child?.exitCode ?? null, ms };
  }

  #end(signal: NodeJS.Signals): void {
    this.#isMeant = true;
    this.#child?.kill(signal);
  }

  async #live(): Promise<void> {
    while (this.#stopping === null) {
      await this.#liveOnce();
      if (this.#stopping === null) await wait(RESTART_MS);
    }
  }

  async #liveOnce(): Promise<void> {
    const { role, configFile, env, name, onDeath } = this.#options;
    const point = this.#armed;
    this.#armed = null;
    this.#isArmedLife = point !== null;
    this.#isMeant = this.#isArmedLife;
    const args =
      point === null
        ? [BIN, role, "--config", configFile]
        : [DIE_SERVING, role, configFile, point.event, String(point.count)];
    const startedMs = performance.now();
    const child = spawn(process.execPath, args, { env: cleanEnv(env), stdio: ["ignore", this.#log, this.#log] });
    this.#child = child;
    const forget = atExit(() => signalPid(child.pid, "SIGKILL"));
    writeSync(
      this.#log,
      `--- ${new Date().toISOString()} ${name} is ${child.pid}${point === null ? "" : `, dies at ${point.event} ${point.count}`}\n`,
    );
    const [code, signal] = (await once(child, "exit")) as [number | null, NodeJS.Signals | null];
    forget();
    writeSync(this.#log, `--- ${new Date().toISOString()} ${name} ${child.pid} ended: ${code ?? signal}\n`);
    onDeath({ member: name, code, signal, livedMs: performance.now() - startedMs, isMeant: this.#isMeant });
  }
}

async function endsWithin(child: ChildProcess, ms: number): Promise<boolean> {
  if (child.exitCode !== null || child.signalCode !== null) return true;
  const late = new AbortController();
  try {
    const ended = once(child, "exit").then(() => true);
    return await Promise.race([ended, wait(ms, false, { signal: late.signal })]);
  } finally {
    late.abort();
  }
}
