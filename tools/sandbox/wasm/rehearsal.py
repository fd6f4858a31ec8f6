# What programs commonly do. It runs once while Python is prepared: what it executes often is compiled well from then on.
import collections
import heapq
import itertools
import json
import math
import re
import string


class Node:
    def __init__(self, value, left=None, right=None):
        self.value, self.left, self.right = value, left, right

    def insert(self, value):
        side = "left" if value < self.value else "right"
        child = getattr(self, side)
        if child is None:
            setattr(self, side, Node(value))
        else:
            child.insert(value)

    def walk(self):
        if self.left:
            yield from self.left.walk()
        yield self.value
        if self.right:
            yield from self.right.walk()


def numbers(size):
    sieve = [True] * size
    for each in range(2, int(math.sqrt(size)) + 1):
        if sieve[each]:
            sieve[each * each :: each] = [False] * len(range(each * each, size, each))
    primes = [each for each, prime in enumerate(sieve) if prime and each > 1]
    total = sum(each % 7 * 0.5 for each in primes) + math.gcd(2**70, 6**40) + pow(3, 200, 1_000_007)
    return total, divmod(-7, 2), round(total / 3, 4), max(primes), abs(-1.5), bin(10), 7 // 2, 7 & 3 | 8 ^ 1 << 4


def texts(size):
    words = ["".join(string.ascii_lowercase[(i * j) % 26] for j in range(5)) for i in range(size)]
    counted = collections.Counter(itertools.chain.from_iterable(words))
    found = re.findall(r"[aeiou]+(\w)", " ".join(words))
    shown = ["%s:%d" % pair for pair in counted.most_common(5)] + [f"{len(found):>8}", "{}-{}".format(*words[:2])]
    turned = [word[::-1].upper().replace("A", "b").strip("b").split("C") for word in words]
    return shown, turned[-1], sorted(words, key=lambda word: (len(word), word))[:3], words[0] in words[1], json.dumps(shown)


def collected(size):
    seen, queue, grid = {}, collections.deque([(0, 0)]), [[0] * 20 for _ in range(20)]
    while queue:
        row, column = queue.popleft()
        if (row, column) in seen or not (0 <= row < 20 and 0 <= column < 20):
            continue
        seen[row, column] = grid[row][column] = row * column
        queue.extend([(row + 1, column), (row, column + 1)])
    heap = []
    for each in range(size):
        heapq.heappush(heap, (each * 7919 % 101, each))
    merged = {key: set(part) & {1, 2, 3} for key, part in itertools.groupby(sorted(seen), key=lambda pair: pair[0])}
    return heapq.nsmallest(3, heap), merged, [*zip(*grid)][0][:3], list(map(str, range(5))), tuple(reversed([1, 2]))


def recursive(number, known={}):
    if number < 2:
        return number
    if number not in known:
        known[number] = recursive(number - 1) + recursive(number - 2)
    return known[number]


def failing(size):
    caught = 0
    for each in range(size):
        try:
            assert each % 3, "no"
            [][each]
        except (AssertionError, IndexError) as error:
            caught += len(str(error))
    return caught


def rehearse(size=300):
    tree = Node(size // 2)
    for each in range(size):
        tree.insert(each * 7919 % size)
    return [numbers(size * 10), texts(size), collected(size), recursive(60), failing(size), list(tree.walk())[-1]]


print(rehearse())
