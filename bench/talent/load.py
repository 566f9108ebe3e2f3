"""The matching that is measured: posts of 13 occupations at units that may take fewer than their posts, students of 25 programmes."""

from __future__ import annotations

import datetime as dt
import random

from gaoxin.config.paths import catalogue_dir
from gaoxin.talent.rules import safety
from gaoxin.talent.rules.book import read_book
from gaoxin.talent.rules.matching import Learner, Opening, Problem, Unit

DAY = dt.date(2026, 9, 1)
SEED = 36


def problem(students: int, posts: int) -> Problem:
    """The same for the same size. One post in eight has something that the law bars for some or all."""
    book, rng = read_book(catalogue_dir()), random.Random(SEED)
    known = book.occupations.occupations
    places = [(23.5 + rng.random(), 112.8 + rng.random()) for _ in range(40)]
    units = {f"u{n}": Unit(f"u{n}", rng.randint(8, 30), "base") for n in range(max(1, posts // 6))}
    openings: list[Opening] = []
    for n in range(posts):
        occupation = rng.choice(known)
        bad = rng.random() < 0.125
        place = safety.Workplace(
            hazards=frozenset({rng.choice(("heat", "toxic", "labour-4"))}) if bad else frozenset(),
            night=bad and n % 3 == 0,
        )
        most, limit = safety.most_at_post(book.safety, rng.randint(1, 9), rng.randint(10, 60))
        openings.append(
            Opening(
                f"p{n}", rng.choice(list(units)), occupation.code, frozenset(occupation.majors),
                safety.post_bits(book.safety, place), most, limit, *rng.choice(places),
            )
        )  # fmt: skip
    programmes = [(f"k{n}", rng.choice(known)) for n in range(25)]
    learners: list[Learner] = []
    for n in range(students):
        code, leads_to = rng.choice(programmes)
        born = dt.date(2006, 1, 1) + dt.timedelta(days=rng.randrange(1500))
        pupil = safety.Pupil(born, rng.random() < 0.4, rng.choice((2, 3)))
        wishes = tuple(f"p{rng.randrange(posts)}" for _ in range(3))
        learners.append(
            Learner(
                f"s{n}", code, leads_to.majors[0], frozenset({leads_to.code}), safety.pupil_bits(book.safety, pupil, DAY),
                *rng.choice(places), wishes, rng.choice((0, 0, 40)),
            )
        )  # fmt: skip
    return Problem(learners, openings, units, book.matching.weights, book.matching.longest_km)
