// Built by: npm i echarts@6.1.0 esbuild@0.25.12 && npx esbuild charts.entry.js --bundle --minify --format=iife
// --global-name=echarts --target=chrome80 --legal-comments=none --outfile=echarts.gaoxin.min.js
import * as core from 'echarts/core';
import { BarChart, LineChart, GraphChart, SankeyChart } from 'echarts/charts';
import { GridComponent, TooltipComponent, LegendComponent } from 'echarts/components';
import { SVGRenderer } from 'echarts/renderers';
core.use([BarChart, LineChart, GraphChart, SankeyChart, GridComponent, TooltipComponent, LegendComponent, SVGRenderer]);
export const { init, getInstanceByDom, version } = core;
