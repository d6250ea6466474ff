import type { Command } from "commander";

/** Shells that a completion script can be had for. */
export const SHELLS = ["bash", "zsh", "fish"] as const;

export type Shell = (typeof SHELLS)[number];

/** A completion script for a shell, made from the command tree. */
export function completionScript(program: Command, shell: Shell): string {
  const commands = program.commands.map((command) => ({
    name: command.name(),
    description: command.description(),
    flags: command.options.map((option) => option.long ?? option.short ?? "").filter((flag) => flag !== ""),
  }));
  if (shell === "fish") {
    const lines = commands.flatMap(({ name, description, flags }) => [
      `complete -c caibian -n __fish_use_subcommand -f -a ${name} -d ${quote(description)}`,
      ...flags.map(
        (flag) => `complete -c caibian -n "__fish_seen_subcommand_from ${name}" -l ${flag.replace(/^--?/, "")}`,
      ),
    ]);
    return `${lines.join("\n")}\n`;
  }
  const cases = commands.map(({ name, flags }) => `    ${name}) words="${flags.join(" ")}" ;;`).join("\n");
  const names = commands.map((command) => command.name).join(" ");
  return `${shell === "zsh" ? "autoload -U +X bashcompinit && bashcompinit\n" : ""}_caibian() {
  local words="${names}"
  case "\${COMP_WORDS[1]}" in
${cases}
  esac
  [ "$COMP_CWORD" -le 1 ] && words="${names}"
  local current="\${COMP_WORDS[COMP_CWORD]}"
  COMPREPLY=($(compgen -W "$words" -- "$current"))
  case "$current" in -*) ;; *) [ "$COMP_CWORD" -gt 1 ] && COMPREPLY+=($(compgen -f -- "$current")) ;; esac
}
complete -o filenames -F _caibian caibian
`;
}

function quote(text: string): string {
  return `'${text.replaceAll("'", "\\'")}'`;
}
