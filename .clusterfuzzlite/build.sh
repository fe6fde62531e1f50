#!/bin/bash -eu
exec "$SRC/synspect/fuzzers/oss-fuzz/build.sh"
