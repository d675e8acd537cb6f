/**
 * How results are shown to people and programs: diagnostics as text, as JSON and in the formats
 * of other tools, HTML pages that a person opens and keeps,
 * Markdown for documents. It takes plain results and gives text. It reads no files, opens no connection and decides
 * nothing: exit codes and where a page is written are the command line's.
 */
export { type Colours, plainColours } from './colours.ts';
export { type DiagnosticsReport, diagnosticsToJson } from './diagnostics-json.ts';
export {
  type ExplanationList,
  type ExplanationReport,
  explanationsToJson,
  explanationsToText,
  explanationToJson,
  explanationToText,
  findDiagnostic,
} from './explain.ts';
export { diagnosticsToGithub } from './github.ts';
export { diagnosticsToGitlab } from './gitlab.ts';
export { diagnosticsToText, diagnosticToText, type SchemaLineFinder } from './human.ts';
export { diagnosticsToJunit } from './junit.ts';
export { type MatrixReport, matrixToJson, matrixToText } from './matrix.ts';
export { provisionToMarkdown } from './provision-markdown.ts';
export { provisionPage } from './provision-page.ts';
export { type ReconcileReport, reconcilePage } from './reconcile-page.ts';
export { type SampleReport, samplePage } from './sample-page.ts';
export { diagnosticsToSarif, type ToolFormatInput } from './sarif.ts';
export { schemaLineIn } from './schema-line.ts';
