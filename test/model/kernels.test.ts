import {expect} from 'chai'
import {createKernels, paddedColumns} from '../../src/lib/model/kernels/kernels.js'

describe('the kernels', () => {
  it('have a memory of their own that grows and keeps what it holds', () => {
    const [one, other] = [createKernels(), createKernels()]
    const place = one.allocate(4)
    expect(other.allocate(4)).to.equal(place)
    one.floats(place, 4).set([1, 2, 3, 4])
    one.allocate(1_000_000)
    expect([...one.floats(place, 4)]).to.deep.equal([1, 2, 3, 4])
    expect([...other.floats(place, 4)]).to.deep.equal([0, 0, 0, 0])
  })

  it('say so when there is not enough memory for a network', () => {
    expect(() => createKernels().allocate(2 ** 31))
      .to.throw(/needs more than the 4 GB/)
      .with.property('code', 'USAGE')
  })

  it('multiply as plain loops do, whatever the number of rows', () => {
    const [depth, columns] = [5, paddedColumns(11)]
    const kernels = createKernels()
    const [a, b, c, bias] = [
      kernels.allocate(9 * depth),
      kernels.allocate(depth * columns),
      kernels.allocate(9 * columns),
      kernels.allocate(columns),
    ]
    const [left, right, start] = [
      kernels.floats(a, 9 * depth),
      kernels.floats(b, depth * columns),
      kernels.floats(bias, columns),
    ]
    left.forEach((_value, index) => (left[index] = ((index * 7) % 11) - 5))
    right.forEach((_value, index) => (right[index] = ((index * 5) % 13) - 6))
    start.forEach((_value, index) => (start[index] = index - 4))
    for (let rows = 1; rows <= 9; rows++) {
      kernels.multiply(a, depth * 4, 4, b, columns * 4, c, columns * 4, rows, depth, columns, bias, 1)
      const result = kernels.floats(c, rows * columns)
      for (let row = 0; row < rows; row++) {
        for (let column = 0; column < columns; column++) {
          let sum = start[column]!
          for (let d = 0; d < depth; d++) sum += left[row * depth + d]! * right[d * columns + column]!
          if (result[row * columns + column] !== Math.max(0, sum))
            expect.fail(`row ${row} of ${rows}, column ${column}`)
        }
      }
    }
  })
})
