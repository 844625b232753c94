import {resolve} from 'node:path'
import {expect} from 'chai'
import {inTemporaryFolder, plainEnvironment, runProcess} from '../program.js'
import {withRunningServer} from './running-server.js'
import {yardstick} from './yardstick.js'

describe('schemathesis, which tries what an OpenAPI document allows and forbids,', function () {
  this.timeout(180_000)

  it('finds no answer of a running server that its document does not have', async function () {
    const schemathesis = yardstick('schemathesis')
    if (schemathesis === undefined) this.skip()
    await withRunningServer([], async ({url, log}) => {
      const {exitCode, stdout} = await inTemporaryFolder((cwd) =>
        runProcess(
          schemathesis,
          ['--config-file', resolve('test/serve/schemathesis.toml'), 'run', `${url}/openapi.json`, '--no-color'],
          {
            cwd,
            env: {
              ...plainEnvironment(),
              SCHEMATHESIS_HOOKS: 'schemathesis_hooks',
              PYTHONPATH: resolve('test/serve'),
              PYTHONDONTWRITEBYTECODE: '1',
            },
          },
        ),
      )
      const problems = stdout
        .split('\n')
        .map((line) => line.slice(0, 300))
        .join('\n')
      expect(problems).to.match(/Tested: 12\n/)
      expect(problems).to.include('No issues found')
      expect(exitCode, problems).to.equal(0)
      expect(log()).to.not.include('"level":"error"')
    })
  })
})
