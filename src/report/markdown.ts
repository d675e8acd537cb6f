/** A text as one line of Markdown, also inside of a table: nothing of it means anything there. */
export function markdownText(text: string): string {
  return text.replace(/[\r\n]+/g, ' ').replace(/[\\|*`<>[\]#_&]/g, (character) => `\\${character}`);
}
