/**
 * How a request says that an AWS service makes it on behalf of its principal.
 *
 * @module
 */

/** Holds the name of the service; ours, since AWS keeps its own way to itself. */
export const viaServiceHeader = 'x-sealbench-via-service'
