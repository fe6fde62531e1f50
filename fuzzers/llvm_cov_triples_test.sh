#!/bin/sh
# The triples that judged_scenarios counts are those that an ordinary export of llvm-cov shows: the
# same are reached, and those of figure 5 as often.
#   llvm_cov_triples_test.sh JUDGED_SCENARIOS LLVM_COV_TRIPLES LLVM_PROFDATA LLVM_COV FOLDER
set -e
scenarios=$1 triples=$2 profdata=$3 cov=$4 folder=$5
mkdir -p "$folder"
cd "$folder"
# It ends with 1 where the judge objects to something, which is no matter here.
LLVM_PROFILE_FILE=own.profraw "$scenarios" one 1 150 >own.txt || test $? = 1
"$profdata" merge -o own.profdata own.profraw
"$cov" export -format=text -instr-profile=own.profdata "$scenarios" >export.json
LLVM_PROFILE_FILE=theirs.profraw "$triples" export.json >theirs.txt
sed -n '/ triples; /,/ failed$/p' own.txt | grep -v -e ' failed$' -e ' not legal; ' >ours.txt
test "$(wc -l <ours.txt)" -gt 30
grep -q ' triples; not reached:$' ours.txt
cmp ours.txt theirs.txt
head -n 1 theirs.txt
