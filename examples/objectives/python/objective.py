#!/usr/bin/env python3
"""A black box in Python for FedZoo; needs nothing but Python 3.

FedZoo starts this program once and asks it one question a line, on standard input:

    {"id": 1, "x": [0.5, -1.25, 3.0]}

x is in natural units, between `lower` and `upper` of objective.yaml. The answer is one line on standard output:

    {"id": 1, "value": 0.3}          the value at x, to be minimised
    {"id": 1, "infeasible": true}    x breaks a constraint
    {"id": 1, "error": "..."}        the measurement went wrong

Print diagnostics to standard error: they end up in the agent's log. To use this for your own problem, change `evaluate`.
"""

import json
import os
import sys

# One program can serve many clients: these say which one it is started for.
CLIENT = os.environ.get("FEDZOO_CLIENT", "alone")
NUMBER = int(os.environ.get("FEDZOO_CLIENT_NUMBER", "0"))


class Infeasible(Exception):
    """Raised where x breaks a constraint."""


def evaluate(x):
    """Each client's own landscape: a bowl whose bottom differs from client to client."""
    if sum(x) > 25.0:
        raise Infeasible
    centre = (NUMBER % 5) - 2.0
    return sum((coordinate - centre) ** 2 for coordinate in x) / len(x)


def answer(question):
    try:
        return {"value": evaluate(question["x"])}
    except Infeasible:
        return {"infeasible": True}
    except Exception as error:  # a failed evaluation is an answer too, and the next one may work
        return {"error": f"{type(error).__name__}: {error}"}


def main():
    print(f"ready for client {CLIENT}", file=sys.stderr, flush=True)
    for line in sys.stdin:
        question = json.loads(line)
        print(json.dumps({"id": question["id"], **answer(question)}), flush=True)


if __name__ == "__main__":
    main()
