/** Loads tsx without its cache in the temporary folder: the demo writes nothing outside the clone. */
process.env.TSX_DISABLE_CACHE = '1'
await import('tsx')
