#!/bin/sh
# Installs what the benchmarks compare with into a throw-away Python environment outside
# the repository: ~/.cache/crn-grid-peers, or $CRN_GRID_PEERS. Remove the folder to be rid of it.
#
# GillesPy2 and the C++ loops also need g++. torch comes with several GB of CUDA that nothing
# here uses; $CRN_GRID_TORCH_INDEX may name an index that has its CPU build.
set -eu
folder="${CRN_GRID_PEERS:-$HOME/.cache/crn-grid-peers}"

[ -x "$folder/bin/python" ] || python3 -m venv "$folder"
pip() { "$folder/bin/python" -m pip --disable-pip-version-check --quiet "$@"; }

pip install gillespy2==1.8.3 scons==4.11.1 libroadrunner==2.10.0 python-copasi==4.48.311 \
  numpy==2.4.6 scipy==1.17.1 SALib==1.6.0 diptest==0.12.0 onnx==1.23.2 onnxruntime==1.31.1
pip install ${CRN_GRID_TORCH_INDEX:+--index-url "$CRN_GRID_TORCH_INDEX"} torch==2.9.1
echo "peers are in $folder"
