"""A process that never stops talking."""

import itertools

if __name__ == "__main__":
    for number in itertools.count(1):
        print(number, flush=True)
