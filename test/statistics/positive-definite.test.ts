import {expect} from 'chai'
import fc from 'fast-check'
import {solvePositiveDefinite} from '../../src/lib/statistics/positive-definite.js'

describe('solvePositiveDefinite', () => {
  it('solves a system that is known', () => {
    // 4 x + 2 y = 10, 2 x + 3 y = 9.
    const solution = solvePositiveDefinite(Float64Array.of(4, NaN, 2, 3), Float64Array.of(10, 9))
    expect(solution[0]).to.be.closeTo(1.5, 1e-12)
    expect(solution[1]).to.be.closeTo(2, 1e-12)
  })

  it('solves what it is given', () => {
    const number = fc.double({min: -3, max: 3, noNaN: true})
    const system = fc.integer({min: 1, max: 6}).chain((n) =>
      fc.record({
        root: fc.array(number, {minLength: n * n, maxLength: n * n}),
        right: fc.array(number, {minLength: n, maxLength: n}),
      }),
    )
    fc.assert(
      fc.property(system, ({root, right}) => {
        const n = right.length
        // R R' + 1/10 is positive definite.
        const matrix = Float64Array.from({length: n * n}, (_unused, cell) => {
          const [i, j] = [Math.floor(cell / n), cell % n]
          let value = i === j ? 0.1 : 0
          for (let k = 0; k < n; k++) value += root[i * n + k]! * root[j * n + k]!
          return value
        })
        const solution = solvePositiveDefinite(matrix.slice(), Float64Array.from(right))
        for (let i = 0; i < n; i++) {
          let value = 0
          for (let j = 0; j < n; j++) value += matrix[i * n + j]! * solution[j]!
          expect(value).to.be.closeTo(right[i]!, 1e-7)
        }
      }),
    )
  })

  it('refuses a matrix that is not positive definite', () => {
    expect(() => solvePositiveDefinite(Float64Array.of(1, 2, 2, 1), Float64Array.of(1, 1))).to.throw(
      RangeError,
      'not positive definite: pivot 1 is -3',
    )
  })
})
