"""(mu/mu_w, lambda)-CMA-ES in NumPy, with the default constants of Hansen's tutorial (arXiv 1604.00772), without restarts.

The box [0, 1]^n is kept by evaluating the projection and adding Hansen, Niederberger, Guzzella & Koumoutsakos' penalty (IEEE TEC 13(1),
2009), (1/n) gamma |x - P(x)|^2 with gamma = 2 IQR / (sigma^2 mean(diag C)) of the generation. Negative weights are left out.
"""

import sys

from objective_lines import evaluate, hear, moved, say

try:
    import numpy as np
except ImportError as error:
    say({"missing": str(error)})
    sys.exit(0)

FIRST_STEP = 0.3
LEAST_STEP = 1e-12


def minimise(start, rng):
    n = len(start)
    population = 4 + int(3 * np.log(n))
    parents = population // 2
    weights = np.log((population + 1) / 2) - np.log(np.arange(1, parents + 1))
    weights /= weights.sum()
    mass = 1 / (weights**2).sum()
    c_sigma = (mass + 2) / (n + mass + 5)
    damping = 1 + 2 * max(0, np.sqrt((mass - 1) / (n + 1)) - 1) + c_sigma
    c_path = (4 + mass / n) / (n + 4 + 2 * mass / n)
    c_one = 2 / ((n + 1.3) ** 2 + mass)
    c_mu = min(1 - c_one, 2 * (mass - 2 + 1 / mass) / ((n + 2) ** 2 + mass))
    norm = np.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n))
    # Between two eigendecompositions, so that they cost no more than the rest.
    pause = max(1, int(1 / (10 * n * (c_one + c_mu))))

    mean, sigma = np.array(start), FIRST_STEP
    covariance, basis, scales = np.eye(n), np.eye(n), np.ones(n)
    path_sigma, path = np.zeros(n), np.zeros(n)
    best, least = mean, np.inf
    generation = 0
    while sigma * scales.max() > LEAST_STEP:
        generation += 1
        steps = (rng.standard_normal((population, n)) * scales) @ basis.T
        drawn = mean + sigma * steps
        points = np.clip(drawn, 0, 1)
        values = np.array(evaluate(points.tolist()))
        if values.min() < least:
            least, best = values.min(), points[values.argmin()]
        moved(best.tolist())

        quartiles = np.percentile(values, [25, 75])
        gamma = 2 * (quartiles[1] - quartiles[0]) / (sigma**2 * np.trace(covariance) / n)
        order = np.argsort(values + gamma * ((drawn - points) ** 2).mean(axis=1), kind="stable")
        chosen = steps[order[:parents]]
        step = weights @ chosen
        mean = mean + sigma * step
        path_sigma = (1 - c_sigma) * path_sigma + np.sqrt(c_sigma * (2 - c_sigma) * mass) * (basis @ ((basis.T @ step) / scales))
        length = np.linalg.norm(path_sigma)
        goes_on = length / np.sqrt(1 - (1 - c_sigma) ** (2 * generation)) < (1.4 + 2 / (n + 1)) * norm
        path = (1 - c_path) * path + goes_on * np.sqrt(c_path * (2 - c_path) * mass) * step
        kept = 1 - c_one - c_mu + (not goes_on) * c_one * c_path * (2 - c_path)
        covariance = kept * covariance + c_one * np.outer(path, path) + c_mu * (chosen.T * weights) @ chosen
        sigma *= np.exp(min(1, (c_sigma / damping) * (length / norm - 1)))
        if generation % pause == 0:
            covariance = (covariance + covariance.T) / 2
            squares, basis = np.linalg.eigh(covariance)
            scales = np.sqrt(np.maximum(squares, 1e-30))


say({"ready": f"NumPy {np.__version__}"})
task = hear()
minimise(task["start"], np.random.default_rng(task["seed"]))
