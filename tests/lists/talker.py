"""A process that says more than fits into what lies between it and a slow listener."""

LINES = 200_000

if __name__ == "__main__":
    for number in range(1, LINES + 1):
        print(number)
