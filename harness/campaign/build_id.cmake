# cmake -DROOT=... -DLIST=... -DOUT=... -P: one number for all files that LIST names, in OUT. The
# file changes only when the number does.
file(STRINGS ${LIST} names)
set(all "")
foreach(name IN LISTS names)
  file(SHA256 ${ROOT}/${name} hash)
  string(APPEND all "${name} ${hash}\n")
endforeach()
string(SHA256 hash "${all}")
string(SUBSTRING ${hash} 0 16 number)
file(CONFIGURE OUTPUT ${OUT} CONTENT "0x${number}\n")
