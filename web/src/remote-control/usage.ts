// SPDX-License-Identifier: MIT
// How a command's usage, such as `[audio | video]` or `X Y`, is asked for.

export interface Argument {
  /** As the usage writes it: `TEXT`. Empty where there are choices alone. */
  name: string;
  /** Words that may be said as they are. */
  choices: string[];
  /** Something else may be said as well. */
  free: boolean;
  optional: boolean;
}

/** One argument for each word, bracket, or row of alternatives. */
export function readUsage(usage: string): Argument[] {
  return groupsOf(usage).map((group) => {
    const optional = group.startsWith('[');
    const words = (optional ? group.slice(1, -1) : group).split('|').map((word) => word.trim()).filter(Boolean);
    const choices = words.filter((word) => word === word.toLowerCase());
    const names = words.filter((word) => word !== word.toLowerCase());
    return { name: names.join(' | '), choices, free: names.length > 0, optional };
  });
}

/** `[a | B] C | d` is `[a | B]` and `C | d`. */
function groupsOf(usage: string): string[] {
  return usage.replace(/\s*\|\s*/g, '|').match(/\[[^\]]*\]|[^\s[]+/g) ?? [];
}
