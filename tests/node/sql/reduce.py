"""Runs a statement of `mindgap sql` on a vote file: `reduce.py duckdb|spark votes.csv statement.sql
counts.csv`. Prints the rows that come out, and how long counting them took."""

import glob
import json
import os
import shutil
import sys
import time


def in_duckdb(votes, statement, counts):
    import duckdb

    # Two threads, as stated beside the figures.
    connection = duckdb.connect(config={"threads": 2})
    connection.execute(
        "CREATE TABLE votes AS SELECT * FROM read_csv(?, header = true, all_varchar = true)", [votes]
    )
    start = time.perf_counter()
    connection.execute(f"CREATE TABLE counts AS {statement.rstrip().rstrip(';')}")
    seconds = time.perf_counter() - start
    connection.execute(f"COPY counts TO '{counts}' (HEADER)")
    return connection.execute("SELECT count(*) FROM counts").fetchone()[0], seconds


def in_spark(votes, statement, counts):
    from pyspark.sql import SparkSession

    builder = SparkSession.builder.master("local[2]").config("spark.ui.enabled", "false")
    builder = builder.config("spark.driver.memory", "2g").config("spark.sql.shuffle.partitions", "4")
    builder = builder.config("spark.driver.bindAddress", "127.0.0.1")
    spark = builder.config("spark.driver.host", "127.0.0.1").getOrCreate()
    spark.sparkContext.setLogLevel("ERROR")
    # Spark's own escape is a backslash; ours is CSV's.
    table = spark.read.csv(votes, header=True, escape='"', multiLine=True)
    table.createOrReplaceTempView("votes")
    folder = f"{counts}.parts"
    start = time.perf_counter()
    # Spark reads a statement without its semicolon, as every driver's program hands it over.
    spark.sql(statement.rstrip().rstrip(";")).coalesce(1).write.csv(
        folder, header=True, escape='"', mode="overwrite"
    )
    seconds = time.perf_counter() - start
    [part] = glob.glob(f"{folder}/*.csv")
    os.replace(part, counts)
    shutil.rmtree(folder)
    spark.stop()
    with open(counts, encoding="utf-8") as file:
        return sum(1 for _ in file) - 1, seconds


engine, votes, statement, counts = sys.argv[1:]
with open(statement, encoding="utf-8") as file:
    rows, seconds = {"duckdb": in_duckdb, "spark": in_spark}[engine](votes, file.read(), counts)
print(json.dumps({"rows": rows, "seconds": seconds}))
