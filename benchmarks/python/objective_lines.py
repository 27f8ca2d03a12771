"""How a minimiser asks for values of F: a line of JSON each way.

It begins with {"ready": version} or {"missing": reason}, and then gets {"start": x0, "seed": n}. {"points": [x, ...]} is answered with
{"values": [F, ...]}; {"at": x} says where it is and has no answer. Its input ends where the budget is spent.
"""

import json
import sys


def say(message):
    sys.stdout.write(json.dumps(message) + "\n")
    sys.stdout.flush()


def hear():
    line = sys.stdin.readline()
    if not line:
        sys.exit(0)
    return json.loads(line)


def evaluate(points):
    say({"points": [list(point) for point in points]})
    return hear()["values"]


def moved(x):
    say({"at": list(x)})
