import {errorCatalogue, ExitCode} from '../src/lib/errors.js'

/** docs/errors.md: every code of the catalogue, its exit code, what it means and what to do. */
export function errorsPage(): string {
  const exitCodes = Object.entries(ExitCode).map(
    ([name, code]) => `| ${code} | ${exitMeanings[name as keyof typeof ExitCode]} |`,
  )
  const errors = Object.entries(errorCatalogue).map(
    ([code, {exitCode, meaning, suggestion}]) => `## ${code}\n\nExit code ${exitCode}. ${meaning}\n\n${suggestion}`,
  )
  return `# Errors

<!-- Generated from src/lib/errors.ts by scripts/build-errors-page.ts. Do not edit. -->

A command that fails says on standard error what is wrong, with the value and where it stands, and on the next line what
to do about it. With \`--json\` the same comes as a document on standard output:

\`\`\`json
{
  "error": {
    "code": "FILE_NOT_FOUND",
    "message": "There is no data/month-99.csv.",
    "suggestion": "Check the path; relative paths start at the current folder.",
    "exitCode": 4
  }
}
\`\`\`

Some errors add \`details\` for programs. The shape is fixed by \`schemas/error.json\`.

| exit code | meaning |
|---|---|
${exitCodes.join('\n')}

${errors.join('\n\n')}
`
}

const exitMeanings: Readonly<Record<keyof typeof ExitCode, string>> = {
  done: 'Done.',
  bug: 'A bug in the program.',
  usage: 'The command line is wrong.',
  gateFailed: 'A quality gate failed: the command did its work, and this is its result.',
  badData: 'The data, the schema or the model cannot be used.',
  environment: 'Something around the program is in the way: permissions, disk, lock, backend.',
  interrupted: 'Interrupted by Ctrl-C or by a signal.',
}
