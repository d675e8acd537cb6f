/** Why a value could not be had; `language.md` section 5. */
export type FailureKind = 'none' | 'several' | 'convert' | 'dangling' | 'rejected' | 'unmatched' | 'io';
