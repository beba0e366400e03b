/** Words from outside, before people see them. */

/** Control and format characters, which move cursors, change colours or turn text round, and ends of lines. */
const UNSEEN = /[\p{C}\p{Zl}\p{Zp}]/gu;

/** The text with a question mark in place of each character that does anything but show. */
export function printable(text: string): string {
  return text.replace(UNSEEN, "?");
}
