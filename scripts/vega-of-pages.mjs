/**
 * What stands for `vega` in the script of the pages: the same view and parser,
 * with those transforms alone that pictures of ours are compiled to.
 *
 * @module
 */
import { transforms } from 'vega-dataflow'
import { axisticks, datajoin, encode, legendentries, scale, sortitems, stack } from 'vega-encode'
import {
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
import { bound, identifier, mark, overlap, render, viewlayout } from 'vega-view-transforms'

export { parse } from 'vega-parser'
export { textMetrics } from 'vega-scenegraph'
export * from 'vega-util'
export { View } from 'vega-view'

Object.assign(transforms, {
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
  bound,
  identifier,
  mark,
  overlap,
  render,
  viewlayout,
  axisticks,
  datajoin,
  encode,
  legendentries,
  scale,
  sortitems,
  stack,
})
