/**
 * The transforms that pictures of ours are compiled to, by the names that specs
 * of vega have for them: all that pages know.
 *
 * @module
 */
export { axisticks, datajoin, encode, legendentries, scale, sortitems, stack } from 'vega-encode'
export {
  aggregate,
  collect,
  compare,
  expression,
  extent,
  facet,
  field,
  filter,
  formula,
  joinaggregate,
  key,
  multiextent,
  multivalues,
  params,
  prefacet,
  proxy,
  relay,
  sequence,
  sieve,
  subflow,
  tupleindex,
  values,
  window,
} from 'vega-transforms'
export { bound, identifier, mark, overlap, render, viewlayout } from 'vega-view-transforms'
