"""The same three benefits written for OpenFisca-Core. Runs alone in an environment of its own and imports nothing of ours.

Speaks the lines of `bench.worker`: options, then units, at last 0 for its own result. Each unit builds a simulation, sets the columns
and calculates the three amounts, since OpenFisca keeps what it has calculated.
"""

import json
import os
import sys
import time

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

FIRM = build_entity("firm", "firms", "A firm", is_person=True)
YEAR = "2026"
POLICIES = {"equipment-renewal": "equipment_renewal", "htec-first": "htec_award", "rd-reward": "rd_reward"}


def given(name, kind):
    return type(
        name, (Variable,), {"value_type": kind, "entity": FIRM, "definition_period": DateUnit.YEAR, "label": name}
    )


def able(firm, period):
    here = firm("registered_here", period) * firm("taxpayer_here", period)
    return here * ~firm("dishonest", period) * ~firm("accident", period)


class equipment_renewal(Variable):
    value_type, entity, definition_period, label = int, FIRM, DateUnit.YEAR, "equipment"

    def formula(firm, period):
        bought = firm("equipment_investment", period).astype(np.int64)
        rate = np.select([bought >= 20_000_000, bought >= 5_000_000], [8, 5], 0)
        yuan = np.minimum(bought * rate // 100, 3_000_000)
        return np.minimum(np.where(able(firm, period) * firm("industry_c", period), yuan, 0), firm("local_tax", period))


class htec_award(Variable):
    value_type, entity, definition_period, label = int, FIRM, DateUnit.YEAR, "first recognition"

    def formula(firm, period):
        sales = firm("sales", period)
        yuan = np.select([sales >= 200_000_000, sales >= 50_000_000], [300_000, 200_000], 100_000)
        return np.where(able(firm, period) * firm("htec_first", period), yuan, 0)


class rd_reward(Variable):
    value_type, entity, definition_period, label = int, FIRM, DateUnit.YEAR, "R&D"

    def formula(firm, period):
        rd, before = firm("rd_expense", period).astype(np.int64), firm("rd_expense_before", period).astype(np.int64)
        more = np.where((rd - before) * 100.0 / before > 20, 100_000, 0)
        yuan = np.minimum(rd * 3 // 100 + more, 1_000_000)
        right = able(firm, period) * (rd * 100.0 / firm("sales", period) >= 3)
        return np.minimum(np.where(right, yuan, 0), firm("local_tax", period) - firm("equipment_renewal", period))


class Peer:
    def __init__(self, data):
        kept = np.load(data)
        self.columns = {name: kept[name] for name in kept.files}
        self.system = TaxBenefitSystem([FIRM])
        for name, values in self.columns.items():
            self.system.add_variable(given(name, bool if values.dtype == bool else int))
        for variable in (equipment_renewal, htec_award, rd_reward):
            self.system.add_variable(variable)
        self.size = len(next(iter(self.columns.values())))

    def once(self):
        simulation = SimulationBuilder().build_default_simulation(self.system, self.size)
        for name, values in self.columns.items():
            simulation.set_input(name, YEAR, values)
        return {code: simulation.calculate(name, YEAR) for code, name in POLICIES.items()}

    def finish(self):
        weights = np.arange(1, self.size + 1)
        arrays = {code: array.astype(np.int64) for code, array in self.once().items()}
        told = [str(int((array * weights).sum() % (2**61))) for array in arrays.values()]
        return {"sums": {code: int(array.sum()) for code, array in arrays.items()}, "digest": "/".join(told)}


def main():
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def answer(value):
        out.write(json.dumps(value) + "\n")
        out.flush()

    peer = Peer(json.loads(sys.stdin.readline())["data"])
    answer({"facts": {}})
    for line in sys.stdin:
        units = json.loads(line)["units"]
        if units == 0:
            answer(peer.finish())
            return
        wall, cpu = time.perf_counter(), time.process_time()
        for _ in range(units):
            peer.once()
        answer({"units": units, "wall": time.perf_counter() - wall, "cpu": time.process_time() - cpu, "apart": {}})


if __name__ == "__main__":
    main()
