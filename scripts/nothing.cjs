/** What stands for the parts of vega that `bundle-page.ts` leaves out: every name of it is undefined. */
module.exports = {}
