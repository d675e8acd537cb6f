import manifest from '../../package.json' with { type: 'json' };

/** The version of mapc. */
export const version: string = manifest.version;
