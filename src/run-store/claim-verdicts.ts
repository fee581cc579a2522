/**
 * How a claim can end: apart from the format, so that a page can name verdicts
 * without the library that checks a format.
 *
 * @module
 */
export const claimVerdicts = ['holds', 'refuted', 'inconclusive', 'invalid'] as const
