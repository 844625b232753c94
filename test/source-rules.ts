import {posix} from 'node:path'
import ts from 'typescript'

/** Path below the project -> source text. */
export type Sources = ReadonlyMap<string, string>

/** Data flows down this list: a file may import from its own room and from those above it. */
export const roomOrder = [
  'top',
  'statistics',
  'dataset',
  'model',
  'drift',
  'performance',
  'report',
  'monitor',
  'serve',
  'simulate',
  'lifecycle',
  'terminal',
  'commands',
  'program',
] as const
export type Room = (typeof roomOrder)[number]

/** Files that belong to no room and that every room may use. */
const topFiles = ['errors', 'assets', 'program', 'suggested-command', 'durable-files', 'numbers', 'v8-settings'].map(
  (name) => `src/lib/${name}.ts`,
)

export function roomOf(path: string): Room | undefined {
  if (topFiles.includes(path)) return 'top'
  if (path === 'src/cli.ts' || path === 'src/main.ts') return 'program'
  if (path.startsWith('src/commands/')) return 'commands'
  return roomOrder.find((room) => path.startsWith(`src/lib/${room}/`))
}

/** Imports that go against the order of the rooms, and files outside every room. */
export function upwardImports(sources: Sources): string[] {
  return [...sources].flatMap(([path, text]) => {
    const room = roomOf(path)
    if (room === undefined) return [`${path} belongs to no room`]
    return importsOf(path, text)
      .filter(isRelative)
      .map((specifier) => resolveImport(path, specifier))
      .filter((imported) => {
        const importedRoom = roomOf(imported)
        if (importedRoom === undefined) return imported.startsWith('src/')
        return roomOrder.indexOf(importedRoom) > roomOrder.indexOf(room)
      })
      .map((imported) => `${path} imports ${imported}`)
  })
}

/** Circles of imports, each once, as "a -> b -> a"; types count, because a circle of types is one of thoughts. */
export function importCycles(sources: Sources): string[] {
  const edges = new Map(
    [...sources].map(([path, text]) => [
      path,
      importsOf(path, text)
        .filter(isRelative)
        .map((specifier) => resolveImport(path, specifier)),
    ]),
  )
  const done = new Set<string>()
  const cycles: string[] = []
  const visit = (path: string, trail: readonly string[]): void => {
    const start = trail.indexOf(path)
    if (start !== -1) cycles.push([...trail.slice(start), path].join(' -> '))
    if (start !== -1 || done.has(path)) return
    for (const next of edges.get(path) ?? []) visit(next, [...trail, path])
    done.add(path)
  }
  for (const path of edges.keys()) visit(path, [])
  return cycles
}

/** Uses of console.* and process.exit: what a program says and when it ends is for terminal and commands alone. */
export function terminalUses(path: string, text: string): string[] {
  return [...globalUses(path, text)].filter((use) => use.startsWith('console.') || use === 'process.exit').sort()
}

/** Uses of the world outside: files, network, clock, environment, chance. None in a pure file. */
export function outsideUses(path: string, text: string): string[] {
  const modules = importsOf(path, text).filter((specifier) => outsideModules.includes(specifier.replace('node:', '')))
  const globals = [...globalUses(path, text)].filter((use) => outsideGlobals.some((pattern) => pattern.test(use)))
  return [...new Set([...modules, ...globals])].sort()
}

const outsideModules = [
  'child_process',
  'cluster',
  'dgram',
  'dns',
  'fs',
  'fs/promises',
  'http',
  'http2',
  'https',
  'net',
  'os',
  'perf_hooks',
  'process',
  'readline',
  'timers',
  'timers/promises',
  'tls',
  'undici',
  'worker_threads',
]

const outsideGlobals = [
  /^Math\.random$/,
  /^Date(\.now)?$/,
  /^performance\./,
  /^process\.(env|argv|cwd|hrtime|stdin|stdout|stderr|pid)/,
  /^crypto\.(randomUUID|getRandomValues)$/,
  /^(fetch|WebSocket|setTimeout|setInterval)$/,
]

/** What a file imports, in any form: statements, re-exports, import() and import types. */
export function importsOf(path: string, text: string): string[] {
  const specifiers: string[] = []
  visitNodes(path, text, (node) => {
    const specifier = specifierOf(node)
    if (specifier !== undefined && ts.isStringLiteralLike(specifier)) specifiers.push(specifier.text)
  })
  return [...new Set(specifiers)]
}

function specifierOf(node: ts.Node): ts.Node | undefined {
  if (ts.isImportDeclaration(node) || ts.isExportDeclaration(node)) return node.moduleSpecifier
  if (ts.isImportTypeNode(node) && ts.isLiteralTypeNode(node.argument)) return node.argument.literal
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) return node.arguments[0]
  return undefined
}

/** Calls and properties of globals: "console.log", "process.env.HOME", "fetch", "Date" for new Date(). */
function globalUses(path: string, text: string): Set<string> {
  const uses = new Set<string>()
  visitNodes(path, text, (node) => {
    if (ts.isPropertyAccessExpression(node) || ts.isElementAccessExpression(node)) uses.add(node.getText())
    // A call of a plain name; Date with an argument only converts.
    if (ts.isCallExpression(node) && ts.isIdentifier(node.expression)) uses.add(node.expression.text)
    if (ts.isNewExpression(node) && ts.isIdentifier(node.expression) && (node.arguments ?? []).length === 0) {
      uses.add(node.expression.text)
    }
    // const {env} = process
    if (ts.isVariableDeclaration(node) && ts.isObjectBindingPattern(node.name) && node.initializer !== undefined) {
      for (const element of node.name.elements) {
        uses.add(`${node.initializer.getText()}.${(element.propertyName ?? element.name).getText()}`)
      }
    }
  })
  return uses
}

function visitNodes(path: string, text: string, visitor: (node: ts.Node) => void): void {
  const walk = (node: ts.Node): void => {
    visitor(node)
    ts.forEachChild(node, walk)
  }
  walk(ts.createSourceFile(path, text, ts.ScriptTarget.ES2022, true))
}

function isRelative(specifier: string): boolean {
  return specifier.startsWith('.')
}

function resolveImport(from: string, specifier: string): string {
  return posix.join(posix.dirname(from), specifier).replace(/\.js$/, '.ts')
}
