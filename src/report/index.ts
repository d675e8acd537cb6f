/**
 * How results are shown to people and programs: diagnostics as text and JSON, HTML pages that a person opens and keeps,
 * Markdown for documents. It takes plain results and gives text. It reads no files, opens no connection and decides
 * nothing: exit codes and where a page is written are the command line's.
 */
export { type Colours, plainColours } from './colours.ts';
export { type DiagnosticsReport, diagnosticsToJson } from './diagnostics-json.ts';
export { diagnosticsToText, type SchemaLineFinder } from './human.ts';
export { provisionPage, provisionToMarkdown } from './provision-page.ts';
export { type ReconcileReport, reconcilePage } from './reconcile-page.ts';
export { type SampleReport, samplePage } from './sample-page.ts';
