import {Args, Flags} from '@oclif/core'
import type {ProfileAnswer} from '../../lib/lifecycle/profile.js'
import {BaseCommand} from '../../lib/terminal/base-command.js'
import {profileOutFlag} from '../../lib/terminal/flags.js'

export default class ProfileMerge extends BaseCommand<typeof ProfileMerge> {
  static override summary = 'Merge profiles of parts into the profile of the whole.'
  static override description =
    'The result is, to the last digit, the profile of all rows together, in whatever order the parts come and however ' +
    'the rows were split. The parts have to be described alike: made with one --schema, or with one --model.'
  static override examples = [
    {
      description: 'Two machines counted a part each',
      command: '<%= config.bin %> profile merge part-1.json part-2.json -o whole.json',
    },
    {
      description: 'A year from its months; mlops drift --current year.json compares it',
      command: "<%= config.bin %> profile merge 'month-*.json' -o year.json",
    },
  ]
  static override args = {
    profile: Args.string({
      multiple: true,
      required: true,
      description: 'Profiles made by mlops profile, plain or gzipped; patterns as month-*.json.',
    }),
  }
  static override flags = {
    out: profileOutFlag,
    force: Flags.boolean({summary: 'Replace a file that is no profile.'}),
  }

  async run(): Promise<ProfileAnswer> {
    const {mergeProfileFiles} = await import('../../lib/lifecycle/profile.js')
    const {out, force} = this.flags
    const {answer, text} = await this.progress('Merging', (report) =>
      mergeProfileFiles({
        ...{out, report, signal: this.signal},
        profiles: this.args.profile,
        existing: force ? 'replace' : 'keep',
      }),
    )
    const {renderProfile} = await import('../../lib/terminal/render-profile.js')
    if (out === '-') this.printExactly(text)
    else this.print(renderProfile(answer))
    return answer
  }
}
