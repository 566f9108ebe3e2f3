"""A network of quantities: intervals narrowed by z = x·y, z = x + y, sums and orders until nothing changes.

Every bound remembers which claims it was derived from, as the bits of an integer, so that an empty interval names its causes.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Hashable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from enum import StrEnum

from gaoxin.economy.rules.audits.claims.interval import DOWN, INF, UP, WHOLE, ZERO, Interval

FINENESS = Decimal("1E-10")  # narrower by less than this part is no change
ROUNDS = 60  # visits of a relation in one narrowing; stopping early only leaves intervals wider


class Form(StrEnum):
    """`times`: z = x·y. `plus`: z = x + y. `order`: x ≤ z. `sum`: z = Σ."""

    TIMES = "times"
    PLUS = "plus"
    ORDER = "order"
    SUM = "sum"


@dataclass(frozen=True, slots=True)
class Relation:
    form: Form
    z: int
    xs: tuple[int, ...]


@dataclass(slots=True)
class Network:
    """Quantities by key and the relations between them. whole_numbers: those that are counts. prior: what is true of them anyway."""

    keys: list[Hashable] = field(default_factory=list[Hashable])
    prior: list[Interval] = field(default_factory=list[Interval])
    whole_numbers: set[int] = field(default_factory=set[int])
    relations: list[Relation] = field(default_factory=list[Relation])
    touching: list[list[int]] = field(default_factory=list[list[int]])
    _index: dict[Hashable, int] = field(default_factory=dict[Hashable, int])
    _known: set[Relation] = field(default_factory=set[Relation])

    def at(self, key: Hashable, prior: Interval = WHOLE, *, integer: bool = False) -> int:
        """The number of a quantity, made where it is new."""
        found = self._index.get(key)
        if found is None:
            found = self._index[key] = len(self.keys)
            self.keys.append(key)
            self.prior.append(prior)
            self.touching.append([])
        if integer:
            self.whole_numbers.add(found)
        return found

    def find(self, key: Hashable) -> int | None:
        return self._index.get(key)

    def relate(self, form: Form, z: int, *xs: int) -> None:
        relation = Relation(form, z, xs)
        if relation in self._known:
            return
        self._known.add(relation)
        for one in {z, *xs}:
            self.touching[one].append(len(self.relations))
        self.relations.append(relation)

    def components(self) -> list[int]:
        """For every quantity the number of its component."""
        root = list(range(len(self.keys)))

        def find(one: int) -> int:
            while root[one] != one:
                root[one] = root[root[one]]
                one = root[one]
            return one

        for relation in self.relations:
            for x in relation.xs:
                root[find(x)] = find(relation.z)
        return [find(one) for one in range(len(self.keys))]


@dataclass(frozen=True, slots=True)
class Given:
    """One claim on one quantity. bit: which claim."""

    quantity: int
    allowed: Interval
    bit: int


class Narrowing:
    """One run. `causes`: bits of claims that cannot be true together, 0 where no contradiction was found."""

    def __init__(self, network: Network, given: Iterable[Given]) -> None:
        self.network = network
        self.now = dict[int, Interval]()
        self.why = dict[int, tuple[int, int]]()
        self.causes = 0
        self.steps = 0
        self._queue: deque[int] = deque()
        self._queued = set[int]()
        for one in given:
            self._narrow(one.quantity, one.allowed, one.bit)
            if self.causes:
                return
        self._run()

    def of(self, quantity: int) -> Interval:
        found = self.now.get(quantity)
        return self.network.prior[quantity] if found is None else found

    def _run(self) -> None:
        relations, visits = self.network.relations, dict[int, int]()
        while self._queue and not self.causes:
            number = self._queue.popleft()
            self._queued.discard(number)
            visits[number] = visits.get(number, 0) + 1
            self.steps += 1
            if visits[number] > ROUNDS:
                continue
            relation = relations[number]
            if relation.form is Form.SUM:
                self._sum(relation.z, relation.xs)
            elif relation.form is Form.ORDER:
                self._order(relation.z, relation.xs[0])
            else:
                self._three(relation.form, relation.z, *relation.xs)

    def _three(self, form: Form, z: int, x: int, y: int) -> None:
        a, b = self.of(x), self.of(y)
        times = form is Form.TIMES
        self._narrow(z, a * b if times else a + b, self._both(x, y))
        if self.causes:
            return
        c = self.of(z)
        self._narrow(x, c / b if times else c - b, self._both(z, y))
        if self.causes:
            return
        self._narrow(y, c / self.of(x) if times else c - self.of(x), self._both(z, x))

    def _order(self, z: int, x: int) -> None:
        self._narrow(z, Interval(self.of(x).lo, INF), self._both(x))
        if not self.causes:
            self._narrow(x, Interval(-INF, self.of(z).hi), self._both(z))

    def _sum(self, z: int, xs: tuple[int, ...]) -> None:
        parts = [self.of(x) for x in xs]
        total = Interval(_added(DOWN, [p.lo for p in parts]), _added(UP, [p.hi for p in parts]))
        self._narrow(z, total, self._both(*xs))
        if self.causes:
            return
        whole = self.of(z)
        for number, x in enumerate(xs):
            others = [p for n, p in enumerate(parts) if n != number]
            rest = Interval(_added(DOWN, [p.lo for p in others]), _added(UP, [p.hi for p in others]))
            if rest.lo.is_finite() or rest.hi.is_finite():
                self._narrow(x, whole - rest, self._both(z, *(o for o in xs if o != x)))
                if self.causes:
                    return

    def _both(self, *quantities: int) -> int:
        bits = 0
        for one in quantities:
            lo, hi = self.why.get(one, (0, 0))
            bits |= lo | hi
        return bits

    def _narrow(self, quantity: int, to: Interval, bits: int) -> None:
        before = self.of(quantity)
        lo_bits, hi_bits = self.why.get(quantity, (0, 0))
        lo, hi = before.lo, before.hi
        if quantity in self.network.whole_numbers:
            to = to.whole_numbers()
        changed = False
        if _more(to.lo, lo):
            lo, lo_bits, changed = to.lo, bits, True
        if _more(-to.hi, -hi):
            hi, hi_bits, changed = to.hi, bits, True
        if not changed:
            return
        self.now[quantity] = Interval(lo, hi)
        self.why[quantity] = (lo_bits, hi_bits)
        if lo > hi:
            self.causes = lo_bits | hi_bits
            return
        for number in self.network.touching[quantity]:
            if number not in self._queued:
                self._queued.add(number)
                self._queue.append(number)


def _more(new: Decimal, old: Decimal) -> bool:
    """Whether a lower end rises by enough to count."""
    if new.is_nan() or new <= old:
        return False
    return not old.is_finite() or not new.is_finite() or new - old > abs(old) * FINENESS


def _added(context: object, ends: list[Decimal]) -> Decimal:
    total = ZERO
    for end in ends:
        total = DOWN.add(total, end) if context is DOWN else UP.add(total, end)
    return total
