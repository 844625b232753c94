/**
 * Text that stands for itself in GitHub's Markdown, in a table as well: no markup of it, no HTML, no line break; and it
 * neither calls a person by @name, nor links an issue by #number, nor an address.
 */
export function escapeMarkdown(text: string): string {
  return (
    text
      .replaceAll(/\s+/g, ' ')
      .replaceAll(/\p{Cc}/gu, '')
      // Names, issues and addresses are looked for in the finished text: a space without width breaks them.
      .replaceAll(/[@#](?=[\p{L}\p{N}])|(?:https?|www|ftp)(?=[:.])/giu, (start) => `${start}\u200B`)
      .replaceAll(/[&<>|]/g, (character) => `&#${character.charCodeAt(0)};`)
      .replaceAll(/[\\`*~[\]]/g, (character) => `\\${character}`)
      // Within a word an underscore is one.
      .replaceAll(/(?<![\p{L}\p{N}])_|_(?![\p{L}\p{N}])/gu, String.raw`\_`)
      .trim()
  )
}
