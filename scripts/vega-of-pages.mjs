/**
 * What stands for `vega` in the script of the pages: the same view and parser,
 * with those transforms alone that pictures of ours are compiled to.
 *
 * @module
 */
import { transforms } from 'vega-dataflow'

import * as transformsOfPages from './transforms-of-pages.mjs'

export { parse } from 'vega-parser'
export { textMetrics } from 'vega-scenegraph'
export * from 'vega-util'
export { View } from 'vega-view'

Object.assign(transforms, transformsOfPages)
