"""Markets: demands and results of eight fields with made texts, and rankings of both sides without ties."""

from __future__ import annotations

import random

import numpy as np

from gaoxin.config.paths import catalogue_dir
from gaoxin.innovation.rules.transfer.book import TransferBook, read_book
from gaoxin.innovation.rules.transfer.fit import Array, Offered, Wanted

SEED, LISTED = 29, 20
WORDS = (
    "高频 覆铜板 树脂 导热 低损耗 基材 电镀 废水 回收 铜箔 检测 视觉 机器人 焊接 刀具 涂层 制剂 发酵 提纯 抗体 光伏 储能 电池 隔膜 节能 "
    "余热 催化 过滤 传感 芯片 封装 控制 系统 工艺 装备 软件 智能 制备 方法 材料"
).split()


def market(demands: int, results: int) -> tuple[list[Wanted], list[Offered], TransferBook]:
    """The same for the same size."""
    book, rng = read_book(catalogue_dir()), random.Random(SEED)
    fields = [one.code for one in book.fields]

    def text() -> str:
        return "".join(rng.choices(WORDS, k=rng.randint(6, 20)))

    wanted: list[Wanted] = []
    for n in range(demands):
        low, high = sorted((rng.randint(0, 500), rng.randint(50, 2000)))
        told = (low, high) if rng.random() < 0.8 else (None, None)
        party = f"p{rng.randrange(500)}"
        wanted.append(
            Wanted(f"D{n:06}", rng.choice(fields), text(), rng.randint(3, 8), *told, rng.randint(0, 200), party)
        )
    offered = [
        Offered(
            f"R{n:06}", rng.choice(fields), text(), rng.randint(2, 9), rng.choice((None, rng.randint(10, 3000))), rng.randint(0, 4),
            rng.choice((1, 1, 1, 2, 3)), frozenset(f"p{rng.randrange(500)}" for _ in range(3)),
        )
        for n in range(results)
    ]  # fmt: skip
    return wanted, offered, book


def rankings(demands: int, results: int) -> tuple[list[Array], list[Array], list[int]]:
    """Each demand ranks some results; each result values every demand differently. Seats of each result."""
    rng = np.random.default_rng(SEED)
    lists = [rng.choice(results, LISTED, replace=False) for _ in range(demands)]
    worth = [rng.permutation(demands) for _ in range(results)]
    keys = [np.array([worth[result][n] for result in mine]) for n, mine in enumerate(lists)]
    return lists, keys, [int(one) for one in rng.integers(1, 3, results)]
