"""Opens a recording with xarray, as a reader of the paper would.

    pip install xarray zarr pandas pyarrow
    python open-with-xarray.py run.zarr
"""

import sys

import pandas as pd
import xarray as xr

path = sys.argv[1]
ds = xr.open_zarr(path)
print(ds)
print("dims  ", dict(ds.sizes))
print("totals", ds.counts.isel(time=-1).sum(("y", "x")).to_series().to_dict())
print(pd.read_parquet(f"{path}/scalars.parquet").tail(3))
