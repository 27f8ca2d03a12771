"""Bayesian optimisation with scikit-learn: a Gaussian process with a Matern 5/2 kernel, and the greatest expected improvement (Jones,
Schonlau & Welch 1998) among random candidates, half of them uniform and half normal around the best point. One point a trip.

The process is of the WINDOW points nearest to the best one; its length-scales are fitted anew when a tenth more points are there.
"""

import sys
import warnings

from objective_lines import evaluate, hear, moved, say

try:
    import numpy as np
    import sklearn
    from scipy.stats import norm
    from sklearn.gaussian_process import GaussianProcessRegressor
    from sklearn.gaussian_process.kernels import ConstantKernel, Matern, WhiteKernel
except ImportError as error:
    say({"missing": str(error)})
    sys.exit(0)

WINDOW = 200
CANDIDATES = 1000
# Standard deviations of the candidates around the best point, in units of the box.
WIDTHS = [0.2, 0.05, 0.01, 0.002]


def minimise(start, rng):
    n = len(start)
    x = np.vstack([start, rng.random((2 * n, n))])
    y = np.array(evaluate(x.tolist()))
    kernel = ConstantKernel(1, (1e-3, 1e3)) * Matern(np.ones(n), (1e-2, 1e2), nu=2.5) + WhiteKernel(1e-6, (1e-9, 1))
    fitted_at = 0
    while True:
        best = x[y.argmin()]
        moved(best.tolist())
        near = np.argsort(((x - best) ** 2).sum(axis=1))[:WINDOW]
        is_due = len(y) >= 1.1 * fitted_at
        process = GaussianProcessRegressor(kernel, normalize_y=True, optimizer="fmin_l_bfgs_b" if is_due else None)
        process.fit(x[near], y[near])
        if is_due:
            kernel, fitted_at = process.kernel_, len(y)
        around = best + rng.choice(WIDTHS, (CANDIDATES // 2, 1)) * rng.standard_normal((CANDIDATES // 2, n))
        candidates = np.vstack([rng.random((CANDIDATES // 2, n)), np.clip(around, 0, 1)])
        mean, deviation = process.predict(candidates, return_std=True)
        deviation = np.maximum(deviation, 1e-12)
        gain = y.min() - mean
        improvement = gain * norm.cdf(gain / deviation) + deviation * norm.pdf(gain / deviation)
        chosen = candidates[improvement.argmax()][None]
        x, y = np.vstack([x, chosen]), np.append(y, evaluate(chosen.tolist()))


say({"ready": f"scikit-learn {sklearn.__version__}"})
task = hear()
# Bounds of the kernel that are reached.
warnings.simplefilter("ignore")
minimise(task["start"], np.random.default_rng(task["seed"]))
