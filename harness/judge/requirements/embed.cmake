# cmake -DIN=table.tsv -DOUT=table.tsv.inc -P embed.cmake: the octets of IN as an initializer list.
file(READ ${IN} hex HEX)
string(REGEX REPLACE "([0-9a-f][0-9a-f])" "0x\\1," octets "${hex}")
file(WRITE ${OUT} "${octets}\n")
