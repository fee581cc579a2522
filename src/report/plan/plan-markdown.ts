/**
 * A plan as Markdown, for a ticket or a merge request.
 *
 * @module
 */
import type { Plan } from '../../planner/plan-document.ts'
import type { Chart } from '../charts/chart.ts'
import { plural } from '../figures.ts'
import { pictureBlocks } from '../markdown-pictures.ts'
import { commandLine } from '../shell-words.ts'
import { markdownTable } from '../summary.ts'
import { escapeMarkdown as escape } from '../text.ts'
import { planAnswers } from './plan-answer.ts'
import { cellSections, planCautions, planSections, sourceLines, type PlanSection } from './plan-sections.ts'
import { shownPlan } from './shown-plan.ts'

const rowsMax = 200

/** Without `charts` it has no pictures, for places that have no files. */
export function planMarkdown(whole: Plan, charts: readonly Chart[] = []): string {
  const plan = shownPlan(whole)
  const [first] = plan.cells
  const cautions = planCautions(plan)
  const blocks = [
    `# ${escape(plan.question)}`,
    `${toldText(plan)} ${escape(plan.name)}, seed ${plan.seed}.`,
    planAnswers(plan)
      .map(({ topic, figure, text }) => `- **${escape(`${topic}: ${figure}`)}.** ${escape(text)}`)
      .join('\n'),
    ...pictureBlocks(charts),
    ...planSections(plan).flatMap(sectionBlocks),
    ...(first === undefined ? [] : cellSections(plan, first).flatMap(sectionBlocks)),
    '## Sources',
    sourceLines(plan)
      .map((line) => `- ${escape(line)}`)
      .join('\n'),
    ...(cautions.length === 0
      ? []
      : ['## What speaks against it', cautions.map((caution) => `- ${escape(caution)}`).join('\n')]),
  ]
  return `${blocks.join('\n\n')}\n`
}

/** What makes the plan again: its words need no escaping in a span of code. */
function toldText({ told, sealbenchVersion }: Plan): string {
  return told === undefined
    ? 'sealbench plan'
    : `\`${commandLine(told)}\` with sealbench ${escape(sealbenchVersion)}. Plan`
}

function sectionBlocks({ title, table, notes }: PlanSection): string[] {
  const left = table.rows.length - rowsMax
  return [
    `## ${escape(title)}`,
    markdownTable({ ...table, rows: table.rows.slice(0, rowsMax) }),
    ...(left > 0 ? [`${plural(left, 'more row')} in plan.json and plan.csv.`] : []),
    ...notes.map(escape),
  ]
}
