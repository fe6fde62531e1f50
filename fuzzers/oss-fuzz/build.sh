#!/bin/bash -eu
# Builds the fuzz targets by the contract of OSS-Fuzz (ClusterFuzzLite has the same): compilers and
# flags from the environment, everything for a target into $OUT. The targets need the C++ library and
# headers, no other library: what runs them has nothing installed.
root=$SRC/synspect
build=$WORK/synspect

cmake -S "$root" -B "$build" -G Ninja -DCMAKE_BUILD_TYPE= \
  -DCMAKE_C_COMPILER="$CC" -DCMAKE_CXX_COMPILER="$CXX" \
  -DCMAKE_C_FLAGS="$CFLAGS" -DCMAKE_CXX_FLAGS="$CXXFLAGS" \
  -DSYNSPECT_TARGETS_ONLY=ON -DSYNSPECT_FUZZERS=ON -DLIB_FUZZING_ENGINE="$LIB_FUZZING_ENGINE"
cmake --build "$build" --target fuzzers corpus_seeds

# Scenarios lowered from the traces; the traces themselves for the parser.
seeds=$WORK/seeds
rm -rf "$seeds"
"$build/fuzzers/corpus_seeds" "$seeds" "$root/corpus/traces"
mkdir -p "$seeds/script_parser"
for trace in $(cd "$root/corpus/traces" && find . -name '*.pkt' -size -4k | sort); do
  name=${trace#./}
  cp "$root/corpus/traces/$name" "$seeds/script_parser/${name//\//-}"
done

for target in "$build"/fuzzers/*_fuzzer; do
  name=$(basename "$target")
  cp "$target" "$OUT/"
  for kind in options dict; do
    if [[ -f $root/fuzzers/$name.$kind ]]; then cp "$root/fuzzers/$name.$kind" "$OUT/"; fi
  done
  folder=$seeds/${name%_fuzzer}
  if [[ -d $folder ]]; then
    rm -f "$OUT/${name}_seed_corpus.zip"
    (cd "$folder" && find . -type f | sort | cmake -E tar cf "$OUT/${name}_seed_corpus.zip" \
      --format=zip --files-from=/dev/stdin)
  fi
done
