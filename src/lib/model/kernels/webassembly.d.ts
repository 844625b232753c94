/** The part of the WebAssembly interface that the kernels use: Node has it, but its types are not Node's. */
declare namespace WebAssembly {
  /** Compiled code; nothing of it is read. */
  interface Module {
    readonly [Symbol.toStringTag]: string
  }
  const Module: new (bytes: Uint8Array) => Module
  interface Instance {
    readonly exports: Record<string, unknown>
  }
  const Instance: new (module: Module, imports: Record<string, never>) => Instance
  interface Memory {
    readonly buffer: ArrayBuffer
    /** Grows by so many pages of 64 KiB; returns the former number of pages. */
    grow(pages: number): number
  }
}
