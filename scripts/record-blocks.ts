/**
 * What README.md promises: the commands in its ```sh blocks and the output that it shows after them.
 *
 *     ```sh
 *     mlops validate -d data/month-12.csv # exits 3
 *     mlops serve                         # stays: what follows is typed elsewhere
 *     ```
 *     <!-- output: first | Gate -->         (all of it without names: else the paragraphs that start with these)
 *     ```text
 *     …
 *     ```
 *
 * `<!-- merged into FILE -->` stands before a JSON block that the reader is asked to put into a file.
 */

import {stripVTControlCharacters} from 'node:util'

export interface Step {
  readonly kind: 'run'
  /** Line of README.md, from 1. */
  readonly line: number
  readonly command: string
  readonly exitCode: number
  /** Goes on while the commands after it run. */
  readonly stays: boolean
}

export interface Merge {
  readonly kind: 'merge'
  readonly line: number
  readonly file: string
  readonly json: string
}

export interface Output {
  readonly kind: 'output'
  readonly line: number
  /** Beginnings of the paragraphs to show; empty for all. */
  readonly paragraphs: readonly string[]
  readonly lines: readonly string[]
  /** The commands that print it: those of the block before. */
  readonly steps: readonly Step[]
}

export type Part = Step | Merge | Output

/** The parts in the order in which a reader meets them. */
export function readParts(markdown: string): Part[] {
  const parts: Part[] = []
  let latest: readonly Step[] = []
  for (const {language, line, lines, comment} of readFences(markdown)) {
    const merged = /^merged into (\S+)$/.exec(comment)?.[1]
    const shown = /^output(?:: (.*))?$/.exec(comment)
    if (language === 'sh') parts.push(...(latest = readSteps(lines, line)))
    else if (merged !== undefined) parts.push({kind: 'merge', line, file: merged, json: lines.join('\n')})
    else if (shown !== null) {
      const paragraphs = shown[1]?.split(' | ') ?? []
      parts.push({kind: 'output', line, paragraphs, lines, steps: latest})
    }
  }
  return parts
}

interface Fence {
  readonly language: string
  /** Of the first line inside. */
  readonly line: number
  readonly lines: readonly string[]
  /** The HTML comment on the line before. */
  readonly comment: string
}

function readFences(markdown: string): Fence[] {
  const all = markdown.split('\n')
  const fences: Fence[] = []
  for (let index = 0; index < all.length; index++) {
    const language = /^```(\w*)$/.exec(all[index]!)?.[1]
    if (language === undefined) continue
    const end = all.indexOf('```', index + 1)
    if (end === -1) throw new Error(`README.md:${index + 1}: the block has no end`)
    const comment = /^<!-- (.*) -->$/.exec(all[index - 1] ?? '')?.[1] ?? ''
    fences.push({language, line: index + 2, lines: all.slice(index + 1, end), comment})
    index = end
  }
  return fences
}

function readSteps(lines: readonly string[], first: number): Step[] {
  return lines.flatMap((text, index): Step[] => {
    const [, command = '', comment = ''] = /^(.*?)(?:\s+# (.*))?$/.exec(text)!
    if (command.trim() === '' || command.startsWith('#')) return []
    const exitCode = Number(/^exits (\d+)/.exec(comment)?.[1] ?? 0)
    return [{kind: 'run', line: first + index, command, exitCode, stays: comment.startsWith('stays')}]
  })
}

/** The paragraphs of an output that are shown, with … between two that do not follow each other. */
export function selectParagraphs(output: string, wanted: readonly string[]): string {
  const paragraphs = output.replace(/\n+$/, '').split('\n\n')
  if (wanted.length === 0) return paragraphs.join('\n\n')
  const chosen = wanted.map((start) => {
    const index =
      start === 'first'
        ? 0
        : paragraphs.findIndex((text) => stripVTControlCharacters(text).trimStart().startsWith(start))
    if (index === -1) throw new Error(`no paragraph of the output starts with "${start}":\n${output}`)
    return index
  })
  return chosen
    .toSorted((left, right) => left - right)
    .flatMap((index, place, all) =>
      place > 0 && index > all[place - 1]! + 1 ? ['…', paragraphs[index]!] : paragraphs[index]!,
    )
    .join('\n\n')
}

/** Without what differs from run to run and from machine to machine: durations, dates, sizes, and columns as wide as these. */
export function withoutChance(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      const settled = line
        .replace(/\d{4}-\d\d-\d\d[T ]\d\d:\d\d(:\d\d(\.\d+)?Z?)?/g, '<time>')
        .replace(/\b[\d.,]+ (ms|s|min)\b/g, '<duration>')
        .replace(/\b[\d.,]+ [kKM]B\b/g, '<size>')
        // A month of mlops simulate: requests a second and two latencies.
        .replace(/^( +(?:all|\d+) +[\d,]+) +[\d,]+ +[\d.]+ +[\d.]+ /, '$1 <traffic> ')
        // Of a month near the limit, it depends on the order in which connections brought the rows.
        .replace(/^(all features together +)[·░█-]+/, '$1<timeline>')
        .replace(/\b[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}\b/g, '<id>')
        .replace(/"bytes": \d+/g, '"bytes": <size>')
        .replace(/\bnode-v[\d.]+/g, 'node-<version>')
      return settled === line ? line : settled.replace(/ {2,}/g, ' ')
    })
    .join('\n')
}
