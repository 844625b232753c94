/** postject ships no types. */
declare module 'postject' {
  export function inject(
    file: string,
    resource: string,
    data: Buffer,
    options: {readonly sentinelFuse: string; readonly machoSegmentName?: string},
  ): Promise<void>
}
