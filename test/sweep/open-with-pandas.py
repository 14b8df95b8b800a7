"""Opens the table of a sweep with pandas and DuckDB, as a reader of the paper would.

    pip install pandas pyarrow duckdb
    python open-with-pandas.py sweeps/bees-sweep
"""

import sys

import duckdb
import pandas as pd

path = f"{sys.argv[1]}/runs.parquet"
runs = pd.read_parquet(path)
print(runs.dtypes)
print(runs.head(3))
assert runs.run.is_unique and runs.run.is_monotonic_increasing

# What a run has none of is null, in both, and never a number.
for name in runs.columns:
    missing = int(runs[name].isna().sum())
    quoted = '"' + name.replace('"', '""') + '"'
    count = f"count(*) - count({quoted})"
    [(nulls, rows)] = duckdb.sql(f"select {count}, count(*) from '{path}'").fetchall()
    assert (nulls, rows) == (missing, len(runs)), name
    if runs[name].dtype == "float64":
        nans = duckdb.sql(f"select count(*) from '{path}' where isnan({quoted})").fetchall()
        assert nans == [(0,)], name
    print(f"{name}: {rows} rows, {nulls} without")

# The text beside it says the same, to the last bit.
text = pd.read_csv(f"{sys.argv[1]}/runs.csv", dtype={c: runs[c].dtype for c in runs})
pd.testing.assert_frame_equal(text, runs, check_exact=True)
