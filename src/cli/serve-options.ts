/**
 * What `sealbench kms serve` can be told.
 *
 * @module
 */
export interface ServeOptions {
  readonly host: string
  readonly port: number
  readonly controlPort: number | undefined
  readonly tls: boolean
  readonly tlsHost: readonly string[] | undefined
  readonly caFile: string
  readonly data: string | undefined
  readonly account: string
  readonly region: string
  readonly principals: string | undefined
  readonly noAuth: boolean
  readonly audit: string | undefined
  readonly latency: string | undefined
  readonly latencyP99: string | undefined
  readonly latencyFile: string | undefined
  readonly quota: string
  readonly failures: string | undefined
  readonly seed: number
  readonly timeoutStatus: number
  readonly json: boolean
  readonly quiet: boolean
}
