/**
 * The names of AWS's regions, as far as anybody but AWS has to know their form.
 *
 * @module
 */

/** Such as `us-east-1` or `us-gov-west-1`. */
export const regionPattern = /^[a-z]{2}(-[a-z]+)+-\d$/
