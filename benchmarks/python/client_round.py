"""CPU time of one client's round of FZooS in NumPy: the same steps at the same sizes, with the same memory of feature rows and products.

Prints one line of JSON. Distances come from a matrix product, which is faster than the direct differences of the kernels and loses
digits; points are drawn, not evaluated, so objectives cost nothing here.
"""

import json
import sys
import time

try:
    import numpy as np
except ImportError as error:
    print(json.dumps({"missing": str(error)}))
    sys.exit(0)

D, M = 300, 10_000
LOCAL_WINDOW, WINDOW = 150, 500
STEPS, INITIAL = 10, 10
LOCAL_CANDIDATES, LOCAL_QUERIES, CANDIDATES, QUERIES = 100, 5, 200, 50
RADIUS, NOISE, RIDGE = 0.01, 1e-6, 1e-6
# Factorisations a fit with a search takes: 120 a round in the project's own runs.
TRIALS = 10
WARM_UP, ROUNDS = 5, 7

rng = np.random.default_rng(1)
frequencies = rng.standard_normal((M, D))
phases = 2 * np.pi * rng.random(M)
amplitude = np.sqrt(2 / M)
optimum = rng.random(D)


def value(points):
    return ((points - optimum) ** 2).sum(axis=-1)


def squared_distances(a, b):
    squares = (a * a).sum(axis=1)[:, None] + (b * b).sum(axis=1)[None, :] - 2 * (a @ b.T)
    return np.maximum(squares, 0, out=squares)


def matern(squares, scale):
    a = np.sqrt(5 * squares) / scale
    return (1 + a + a * a / 3) * np.exp(-a)


def slope(squares, scale):
    a = np.sqrt(5 * squares) / scale
    return (-5 / (3 * scale * scale)) * (1 + a) * np.exp(-a)


def regress(squares, targets, scale):
    covariance = matern(squares, scale)
    covariance[np.diag_indices_from(covariance)] = 1 + NOISE
    factor = np.linalg.cholesky(covariance)
    return factor, np.linalg.solve(covariance, targets)


def nearest(history, at, count):
    if len(history) <= count:
        return np.arange(len(history))
    return np.sort(np.argpartition(((history - at) ** 2).sum(axis=1), count)[:count])


def normalised(values):
    return (values - values.min()) / (values.max() - values.min())


def correction_gradient(weights, x):
    angles = frequencies @ x + phases
    return -amplitude * ((weights * np.sin(angles)) @ frequencies)


def scores(candidates, points, squares, factor, scale):
    inverse = np.linalg.inv(factor)
    inverse = inverse.T @ inverse
    to_points = squared_distances(candidates, points)
    factors = slope(to_points, scale)
    explained = factors * ((factors @ inverse) * to_points - 0.5 * (factors @ (inverse * squares)))
    return -explained.sum(axis=1)


class Client:
    def __init__(self):
        self.x = rng.random((INITIAL, D))
        self.y = value(self.x)
        self.slots = {}
        self.rows = np.empty((WINDOW, M))
        self.products = np.empty((WINDOW, WINDOW))
        self.weights = np.zeros(M)

    def add(self, points):
        self.x = np.concatenate([self.x, points])
        self.y = np.concatenate([self.y, value(points)])

    def fit(self, at, trials):
        chosen = nearest(self.x, at, LOCAL_WINDOW)
        points, targets = self.x[chosen], normalised(self.y[chosen])
        squares = squared_distances(points, points)
        widest = np.sqrt(squares.max())
        for scale in np.geomspace(widest, 10 * widest, trials):
            factor, weights = regress(squares, targets, scale)
        return points, squares, factor, weights, scale

    def query(self, centre, count, queries, surrogate):
        candidates = np.clip(centre + RADIUS * (2 * rng.random((count, D)) - 1), 0, 1)
        points, squares, factor, _, scale = surrogate
        best = np.argsort(-scores(candidates, points, squares, factor, scale))[:queries]
        self.add(candidates[best])

    def round(self, start):
        x = start
        self.add(x[None])
        for t in range(1, STEPS + 1):
            points, _, _, weights, scale = self.fit(x, TRIALS)
            differences = x - points
            factors = weights * slope((differences**2).sum(axis=1), scale)
            gradient = factors @ differences + correction_gradient(self.weights, x) / t
            x = np.clip(x - RADIUS * np.sign(gradient), 0, 1)
            self.add(x[None])
            if t < STEPS:
                self.query(x, LOCAL_CANDIDATES, LOCAL_QUERIES, self.fit(x, 1))
        self.query(x, CANDIDATES, QUERIES, self.fit(x, TRIALS))
        self.fit_surrogate(x)
        return x

    def fit_surrogate(self, x):
        chosen = nearest(self.x, x, WINDOW)
        wanted = set(chosen.tolist())
        free = [slot for slot in range(WINDOW) if slot not in {s for i, s in self.slots.items() if i in wanted}]
        self.slots = {i: s for i, s in self.slots.items() if i in wanted}
        fresh = [i for i in chosen.tolist() if i not in self.slots]
        self.slots.update(zip(fresh, free))
        places = [self.slots[i] for i in fresh]
        if fresh:
            angles = self.x[fresh] @ frequencies.T
            angles += phases
            np.cos(angles, out=angles)
            angles *= amplitude
            self.rows[places] = angles
            products = angles @ self.rows.T
            self.products[places] = products
            self.products[:, places] = products.T
        slots = np.array([self.slots[i] for i in chosen.tolist()])
        gram = self.products[np.ix_(slots, slots)]
        gram[np.diag_indices_from(gram)] += RIDGE
        dual = np.zeros(WINDOW)
        dual[slots] = np.linalg.solve(gram, normalised(self.y[chosen]))
        self.weights = dual @ self.rows


def main():
    client = Client()
    client.rows[:] = 0
    x = np.full(D, 0.5)
    cpu, wall = [], []
    for number in range(1, WARM_UP + ROUNDS + 1):
        begin = time.process_time(), time.perf_counter()
        x = client.round(x)
        if number > WARM_UP:
            cpu.append(time.process_time() - begin[0])
            wall.append(time.perf_counter() - begin[1])
    print(json.dumps({"numpy": np.__version__, "cpuSeconds": float(np.median(cpu)), "seconds": float(np.median(wall))}))


main()
