/**
 * The one schema library of the project, so that TypeScript types, checks and
 * published JSON Schemas of scenario and run come from a single source.
 *
 * @module
 */
import { z } from 'zod'

export { z }

/** The JSON Schema (2020-12) of what a person writes to satisfy `schema`. */
export function jsonSchemaOf(schema: z.ZodType, id: string, title: string): Record<string, unknown> {
  const body = z.toJSONSchema(schema, { io: 'input', target: 'draft-2020-12', unrepresentable: 'any' })
  const { $schema, ...rest } = body as Record<string, unknown>
  return { $schema, $id: id, title, ...rest }
}
