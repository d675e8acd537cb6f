/**
 * How results are shown to people and programs: diagnostics as text, as JSON and in the formats of other tools, HTML pages
 * that a person opens and keeps, Markdown for documents. It takes plain results and gives text. It reads no files, opens no
 * connection and decides nothing: exit codes and where a page is written are the command line's. A command imports the
 * one file that it needs.
 */
export {};
