import {BarChart, CustomChart, LineChart} from 'echarts/charts'
import {GridComponent} from 'echarts/components'
import {init, use} from 'echarts/core'
import {SVGRenderer} from 'echarts/renderers'

// The parts that our charts use, so that a bundle holds no others. Import this file lazily: it is large.
use([BarChart, CustomChart, LineChart, GridComponent, SVGRenderer])

export {init}
