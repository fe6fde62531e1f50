// One function per legal triple, so that tools which count functions or edges count triples: a fuzz
// engine, and llvm-cov, whose export names them `moved<ESTABLISHED, FIN, CLOSE_WAIT>`.
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <tuple>
#include <type_traits>
#include <utility>

#include "harness/scenario/triple_table.h"

namespace synspect::drive {

namespace state {  // in the order of TcpState
struct CLOSED;
struct LISTEN;
struct SYN_SENT;
struct SYN_RECEIVED;
struct ESTABLISHED;
struct FIN_WAIT_1;
struct FIN_WAIT_2;
struct CLOSE_WAIT;
struct CLOSING;
struct LAST_ACK;
struct TIME_WAIT;
using All = std::tuple<CLOSED*, LISTEN*, SYN_SENT*, SYN_RECEIVED*, ESTABLISHED*, FIN_WAIT_1*,
                       FIN_WAIT_2*, CLOSE_WAIT*, CLOSING*, LAST_ACK*, TIME_WAIT*>;
static_assert(std::tuple_size_v<All> == kTcpStateCount);
}  // namespace state

namespace by {  // in the order of EventClass
struct OPEN_PASSIVE;
struct OPEN_ACTIVE;
struct SEND;
struct RECEIVE;
struct CLOSE;
struct ABORT;
struct ANOTHER_CALL;
struct SYN;
struct SYN_ACK;
struct ACK;
struct TEXT;
struct FIN;
struct RST;
struct NO_ACK;
struct TIME;
using All = std::tuple<OPEN_PASSIVE*, OPEN_ACTIVE*, SEND*, RECEIVE*, CLOSE*, ABORT*, ANOTHER_CALL*,
                       SYN*, SYN_ACK*, ACK*, TEXT*, FIN*, RST*, NO_ACK*, TIME*>;
static_assert(std::tuple_size_v<All> == scenario::kEventClasses);
}  // namespace by

using TripleCounts = std::array<std::uint64_t, scenario::kTriples>;

template <class Name, class... Names>
consteval std::size_t place_in(std::tuple<Names*...>*) {
  std::size_t place = 0;
  static_cast<void>(((std::is_same_v<Name, Names> || (++place, false)) || ...));
  return place;
}

// Each counts at a place of its own, so that no linker folds two of them into one.
template <class From, class By, class To>
[[gnu::noinline]] void moved(TripleCounts& counts) {
  constexpr std::size_t kFrom = place_in<From>(static_cast<state::All*>(nullptr));
  constexpr std::size_t kBy = place_in<By>(static_cast<by::All*>(nullptr));
  constexpr std::size_t kTo = place_in<To>(static_cast<state::All*>(nullptr));
  constexpr std::size_t kTriple =
      scenario::table::kTable.index[kFrom * scenario::kEventClasses + kBy][kTo];
  static_assert(kTriple < scenario::kTriples, "a legal triple");
  ++counts[kTriple];
}

}  // namespace synspect::drive
