"""Writes the Parquet files of this folder, and what they hold as CSV: `python make.py` with
pyarrow 26 and duckdb 2. The CSV is written from the rows in Python, not from the files."""

import csv
import datetime
import decimal
import random

import duckdb
import pyarrow as pa
import pyarrow.parquet as pq
import pyarrow.parquet.encryption as pe

random.seed(7)
MODELS = ["DiVA", "Gemini, 2", 'the "third"', "GPT-4o", "Qwen2"]
START = datetime.datetime(2025, 3, 1, 10, 0, 0)


def arena(rows):
    """The layout of LMArena's own downloads."""
    found = []
    for k in range(rows):
        a, b = random.sample(MODELS, 2)
        turns = [{"content": f"question {k}", "role": "user"}, {"content": "long " * 60, "role": "assistant"}]
        found.append(
            {
                "id": f"{random.getrandbits(128):032x}",
                "model_a": a,
                "model_b": b,
                "winner": random.choice(["model_a", "model_b", "tie", "both_bad"]),
                "evaluation_order": random.randint(1, 3),
                "conversation_a": turns,
                "conversation_b": turns[: random.randint(0, 2)] or None,
                "conv_metadata": {"sum_assistant_a_tokens": random.randint(1, 900), "turns": 1},
                "language": random.choice(["en", "de", None]),
                "is_code": random.random() < 0.3,
                "prompt": "as long a text as none that anybody would filter by " * 6,
                "timestamp": START + datetime.timedelta(seconds=k, microseconds=250 * (k % 2)),
            }
        )
    return found


TURNS = pa.list_(pa.struct([("content", pa.string()), ("role", pa.string())]))
ARENA = pa.schema(
    [
        ("id", pa.string()),
        ("model_a", pa.string()),
        ("model_b", pa.string()),
        ("winner", pa.string()),
        ("evaluation_order", pa.int16()),
        ("conversation_a", TURNS),
        ("conversation_b", TURNS),
        ("conv_metadata", pa.struct([("sum_assistant_a_tokens", pa.int64()), ("turns", pa.int64())])),
        ("language", pa.string()),
        ("is_code", pa.bool_()),
        ("prompt", pa.string()),
        ("timestamp", pa.timestamp("us")),
    ]
)


def text(value):
    if value is None:
        return ""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime.datetime):
        return value.isoformat() + ("Z" if value.microsecond else ".000Z")
    return str(value)


def write_csv(path, names, rows):
    with open(path, "w", newline="") as file:
        out = csv.writer(file, lineterminator="\n")
        out.writerow(names)
        out.writerows([text(value) for value in row] for row in rows)


rows = arena(200)
table = pa.Table.from_pylist(rows, schema=ARENA)
flat = [
    "id model_a model_b winner evaluation_order conv_metadata.sum_assistant_a_tokens conv_metadata.turns "
    "language is_code timestamp"
][0].split()


def member(row, name):
    for part in name.split("."):
        row = row[part]
    return row


write_csv("arena.csv", flat, [[member(row, name) for name in flat] for row in rows])
# Each with another codec, other pages and other row groups.
for name, settings in {
    "snappy": {"compression": "snappy", "row_group_size": 64},
    "zstd": {"compression": "zstd", "data_page_version": "2.0", "data_page_size": 512},
    "gzip": {"compression": "gzip", "use_dictionary": False, "row_group_size": 90},
    "brotli": {"compression": "brotli", "use_dictionary": ["winner"]},
    "lz4": {"compression": "lz4", "data_page_version": "2.0", "row_group_size": 33},
    "none": {"compression": "none", "store_schema": False},
    "delta": {
        "compression": "zstd",
        "use_dictionary": False,
        "column_encoding": {
            "model_a": "DELTA_BYTE_ARRAY",
            "model_b": "DELTA_LENGTH_BYTE_ARRAY",
            "evaluation_order": "DELTA_BINARY_PACKED",
            "timestamp": "DELTA_BINARY_PACKED",
        },
    },
}.items():
    pq.write_table(table, f"arena-{name}.parquet", **settings)
duckdb.from_arrow(table).create_view("arena_votes")
duckdb.sql("COPY arena_votes TO 'arena-duckdb.parquet' (FORMAT parquet)")

# Every type; the reader sees the cells of `kinds.csv`.
kinds = []
for k in range(40):
    a, b = random.sample(MODELS, 2)
    none = k == 5
    big = 2**53 + 2 * k + 1
    cents = decimal.Decimal(k * 7 - 100).scaleb(-2)
    day = datetime.date(1969, 12, 20) + datetime.timedelta(days=k)
    kinds.append(
        {
            "model_a": a,
            "model_b": b,
            "winner": random.choice(["model_a", "model_b"]),
            "int8": k % 5 - 2,
            "uint8": 250 + k % 5,
            "uint32": 2**32 - 1 - k % 4,
            "int64": big,
            "uint64": 2**64 - 1 - k % 3,
            "float": None if none else k / 4,
            "double": float("nan") if none else k / 10,
            "half": k / 2,
            "decimal": None if none else cents,
            "wide": cents * 10**20,
            "small": cents,
            "bool": None if none else k % 3 == 0,
            "day": day,
            "seconds": datetime.datetime(2025, 1, 1) + datetime.timedelta(seconds=k),
            "nanos": 1_700_000_000_000_000_000 + k % 3,
            "kind": None if none else ["x", "ÿ é", " y "][k % 3],
            "fixed": b"abc%d" % (k % 2),
        }
    )
KINDS = pa.schema(
    [
        ("model_a", pa.dictionary(pa.int8(), pa.string())),
        ("model_b", pa.large_string()),
        ("winner", pa.string()),
        ("int8", pa.int8()),
        ("uint8", pa.uint8()),
        ("uint32", pa.uint32()),
        ("int64", pa.int64()),
        ("uint64", pa.uint64()),
        ("float", pa.float32()),
        ("double", pa.float64()),
        ("half", pa.float16()),
        ("decimal", pa.decimal128(9, 2)),
        ("wide", pa.decimal128(38, 2)),
        ("small", pa.decimal128(4, 2)),
        ("bool", pa.bool_()),
        ("day", pa.date32()),
        ("seconds", pa.timestamp("ms")),
        ("nanos", pa.timestamp("ns")),
        ("kind", pa.string()),
        ("fixed", pa.binary(4)),
    ]
)
for name, settings in {
    "plain": {"use_dictionary": False},
    "dictionary": {"store_decimal_as_integer": True},
    "int96": {"use_deprecated_int96_timestamps": True},
    "split": {
        "use_dictionary": False,
        "column_encoding": {name: "BYTE_STREAM_SPLIT" for name in ["float", "double", "int64", "fixed"]},
    },
}.items():
    pq.write_table(pa.Table.from_pylist(kinds, schema=KINDS), f"kinds-{name}.parquet", **settings)


def shown(name, value):
    if value is None or value != value:
        return None
    if name == "seconds":
        return value.isoformat() + ".000Z"
    if name == "nanos":
        return "2023-11-14T22:13:20." + f"{value - 1_700_000_000_000_000_000:09d}Z" if value % 10 else "2023-11-14T22:13:20.000Z"
    if name in ("float", "double", "half") and value == int(value):
        return int(value)
    if name in ("decimal", "wide", "small"):
        return f"{value:.2f}"
    if name == "fixed":
        return value.decode()
    return value


write_csv("kinds.csv", KINDS.names, [[shown(n, row[n]) for n in KINDS.names] for row in kinds])

scores = [{"model": name, "mmlu": 60 + 7 * k % 11, "wer": None if k == 2 else 0.1 * k, "group": "ab"[k % 2]} for k, name in enumerate(MODELS)]
pq.write_table(pa.Table.from_pylist(scores), "scores.parquet")
write_csv("scores.csv", scores[0].keys(), [row.values() for row in scores])
counts = [{"model_a": a, "model_b": b, "winner": w, "count": random.randint(1, 9)} for a in MODELS for b in MODELS if a < b for w in ("model_a", "model_b", "tie")]
pq.write_table(pa.Table.from_pylist(counts), "counts.parquet")
write_csv("counts.csv", counts[0].keys(), [row.values() for row in counts])


class Kms(pe.KmsClient):
    def __init__(self, _):
        super().__init__()

    def wrap_key(self, key, _):
        return key

    def unwrap_key(self, key, _):
        return key


factory = pe.CryptoFactory(lambda config: Kms(config))
for name, plain in {"footer": False, "columns": True}.items():
    config = pe.EncryptionConfiguration(
        footer_key="f", column_keys={"c": ["model_a"]}, plaintext_footer=plain
    )
    keys = factory.file_encryption_properties(pe.KmsConnectionConfig(), config)
    with pq.ParquetWriter(f"encrypted-{name}.parquet", ARENA, encryption_properties=keys) as out:
        out.write_table(table.slice(0, 5))
