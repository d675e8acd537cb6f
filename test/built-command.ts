/** Before any test: those that start `mapc` in processes of their own share one bundle. */
export { build as default } from './e2e/support/built.ts';
