/** Text as a POSIX shell has it. */

/** One word, whatever is in it: blanks, quotes, dollars. Plain words stay as they are. */
export function quoted(text: string): string {
  return /^[\w@%+=:,./-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
