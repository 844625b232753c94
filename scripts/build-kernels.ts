/** Compiles the WebAssembly kernels and writes them as a TypeScript module, so that they are in every bundle. */
import {readFileSync, writeFileSync} from 'node:fs'

/** The part of the compiler that is used. Its own types declare AssemblyScript's globals, for every file here. */
interface Compiler {
  main(
    options: readonly string[],
    io: {
      readFile(name: string): string | null
      writeFile(name: string, contents: Uint8Array): void
      listFiles(): readonly string[]
    },
  ): Promise<{readonly error: Error | null}>
}

const compiler = 'assemblyscript/asc'
const source = 'src/lib/model/kernels/assembly/kernels.ts'
const target = 'src/lib/model/kernels/binary.ts'

const {error, binary} = await compile()
if (binary === undefined) throw new Error(`${source} does not compile`, {cause: error})

writeFileSync(
  target,
  `// Generated from assembly/kernels.ts by scripts/build-kernels.ts. Do not edit.
/** The compiled kernels: ${binary.length} bytes of WebAssembly. */
export const kernelBinary =
  '${Buffer.from(binary).toString('base64')}'
`,
)

async function compile() {
  const asc = (await import(compiler)) as Compiler
  let binary: Uint8Array | undefined
  const {error} = await asc.main(
    [source, '--outFile', 'kernels.wasm', '-O3', '--runtime', 'stub', '--noAssert', '--enable', 'simd'],
    {
      readFile: (name) => (name === source ? readFileSync(name, 'utf8') : null),
      writeFile: (_name, contents) => {
        binary = contents
      },
      listFiles: () => [],
    },
  )
  return {error, binary}
}
