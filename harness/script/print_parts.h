// What the files of print() share: each put() appends to `out`.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "harness/script/ast.h"

namespace synspect::script {

void put_hex(std::string& out, std::uint64_t value);
void put_quoted(std::string& out, std::string_view octets);
void put(std::string& out, const TcpPacket& packet);
void put(std::string& out, const SystemCall& call);

}  // namespace synspect::script
