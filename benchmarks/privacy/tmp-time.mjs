import { makeProblem } from '/work/wt-utility/benchmarks/privacy/problems.mjs';
import { privateRun } from '/work/wt-utility/benchmarks/privacy/private-run.mjs';
import { leastValue, gradientOf, valueOf } from '/work/wt-utility/benchmarks/privacy/reference.mjs';
import { fetchFlights } from '/work/wt-utility/benchmarks/privacy/flights.mjs';
import { chooseKernels } from '@fedzoo/shared/numeric';
import { readFileSync } from 'node:fs';
const kernels = await chooseKernels(readFileSync('/work/wt-utility/shared/generated/kernels.wasm'), { memoryMegabytes: 64 });
fetchFlights();
for (const data of ['synthetic','flights']) {
 const problem = makeProblem({ data, records: Number(process.argv[2] ?? 10000) }, 1);
 let t=performance.now(); const l=leastValue(problem); console.log(data,'F*',l,'F0',valueOf(problem,problem.start),'g0',gradientOf(problem,problem.start).reduce((s,v)=>s+(v/16)**2,0),performance.now()-t);
 const L=problem.smoothness;
 for (const [algorithm, restart, rounds] of [[{kind:'dp-gd',learningRate:2/L},1,20],[{kind:'zo-diff2',learningRate:2/L},1,20],[{kind:'auto'},undefined,20]]) {
  t=performance.now();
  const r=await privateRun({problem, algorithm, privacy:{unit:'record',relation:'replace-one',trust:'central',epsilon:3,delta:1e-5,clip:{restart:problem.steepness,difference:problem.smoothness},members:problem.records,...(restart?{restart}:{})}, rounds, seed:1, kernels});
  console.log(algorithm.kind, r.gradient, r.value-l, r.rounds, ((performance.now()-t)/r.rounds).toFixed(1)+' ms/round', r.algorithm.because);
 }
}
