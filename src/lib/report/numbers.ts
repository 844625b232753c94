export * from '../numbers.js'
