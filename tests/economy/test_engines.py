"""The one leaf statement gives the same whole numbers on every engine: DuckDB, the installation's database, Spark."""

from __future__ import annotations

import shutil

import pandas as pd
import pytest
from django.conf import settings
from django.db import connection

from gaoxin.economy.rules.indicators import leaf
from gaoxin.economy.rules.indicators.definitions import read_definitions
from gaoxin.economy.rules.indicators.engine import Engine
from tests.economy.test_indicators import rows_of

MEASURES = [measure.code for measure in read_definitions(settings.CATALOGUE).measures]
NAMES = ("ent", "node", "ym", *leaf.columns(MEASURES))


@pytest.fixture(scope="module")
def rows():
    return [
        (*row[:3], *(value * 10**6 - 10**12 for value in row[3:])) for row in rows_of(11, len(MEASURES))
    ]  # as large as weighted value added, and below zero as profits are


@pytest.fixture(scope="module")
def ours(rows):
    engine = Engine(MEASURES)
    engine.load(pd.DataFrame(rows, columns=NAMES).astype("int64"))
    return leaf.fingerprint(engine.computed().tolist())


def test_on_the_database_of_the_installation(db, rows, ours):
    """SQLite, or PostgreSQL where the tests run on it."""
    with connection.cursor() as cursor:
        columns = ", ".join(f"{name} BIGINT" for name in NAMES[3:])
        cursor.execute(f"CREATE TEMPORARY TABLE facts (ent BIGINT, node INTEGER, ym INTEGER, {columns})")
        cursor.executemany(f"INSERT INTO facts VALUES ({', '.join(['%s'] * len(NAMES))})", rows)
        cursor.execute(leaf.statement(MEASURES))
        found = cursor.fetchall()
        cursor.execute("DROP TABLE facts")
    assert leaf.fingerprint(found) == ours
    assert leaf.fingerprint([*found[1:], (*found[0][:-1], found[0][-1] + 1)]) != ours


def test_on_spark(rows, ours, tmp_path, monkeypatch):
    sql = pytest.importorskip(
        "pyspark.sql", reason="NOT TESTED ON SPARK: .venv/bin/pip install pyspark (and Java 17) runs this test"
    )
    if not shutil.which("java"):
        pytest.skip("NOT TESTED ON SPARK: there is no java; apt install openjdk-17-jre-headless")
    monkeypatch.setenv("SPARK_LOCAL_IP", "127.0.0.1")
    path = tmp_path / "facts.parquet"
    engine = Engine(MEASURES)
    engine.load(pd.DataFrame(rows, columns=NAMES).astype("int64"))
    engine.write(path, tmp_path / "leaves.parquet")
    spark = (
        sql.SparkSession.builder.master("local[2]").appName("leaf").config("spark.ui.enabled", "false")
        .config("spark.sql.shuffle.partitions", "2").config("spark.sql.warehouse.dir", str(tmp_path)).getOrCreate()
    )  # fmt: skip
    try:
        spark.read.parquet(str(path)).createOrReplaceTempView("facts")
        found = [tuple(row) for row in spark.sql(leaf.statement(MEASURES)).collect()]
    finally:
        spark.stop()
    assert leaf.fingerprint(found) == ours
