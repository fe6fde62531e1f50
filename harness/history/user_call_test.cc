#include "harness/history/user_call.h"

#include <gtest/gtest.h>

#include <set>
#include <utility>

namespace synspect {
namespace {

// Instances of every alternative of UserCall, each acting on handle 7 where it acts on one.
template <std::size_t... kIndex>
std::vector<UserCall> one_of_each(std::index_sequence<kIndex...>) {
  std::vector<UserCall> calls;
  const auto make = []<class Call>(Call made) -> UserCall {
    if constexpr (requires { made.socket; }) made.socket = Handle{7};
    if constexpr (requires { made.connection; }) made.connection = Handle{7};
    if constexpr (requires { made.existing; }) made.existing = Handle{7};
    return made;
  };
  (calls.push_back(make(std::variant_alternative_t<kIndex, UserCall>{})), ...);
  return calls;
}

TEST(UserCall, NamesDifferAndHandlesAreFound) {
  std::set<std::string_view> names;
  for (const UserCall& call :
       one_of_each(std::make_index_sequence<std::variant_size_v<UserCall>>{})) {
    EXPECT_TRUE(names.insert(name_of(call)).second) << name_of(call);
    const bool fresh = std::holds_alternative<call::Socket>(call);
    EXPECT_EQ(handle_of(call), fresh ? Handle::kNone : Handle{7}) << name_of(call);
  }
  EXPECT_EQ(handle_of(call::Open{}), Handle::kNone);
}

template <class Enum>
std::set<std::string_view> texts(std::initializer_list<std::pair<int, int>> ranges) {
  std::set<std::string_view> seen;
  for (const auto& [first, last] : ranges) {
    for (int i = first; i <= last; ++i) {
      const std::string_view text = to_string(static_cast<Enum>(i));
      EXPECT_FALSE(text.starts_with("unknown")) << i;
      EXPECT_TRUE(seen.insert(text).second) << text << " twice";
    }
  }
  return seen;
}

TEST(UserCall, EveryNumberHasATextOfItsOwn) {
  EXPECT_EQ(texts<TcpState>({{0, kTcpStateCount - 1}}).size(), 11u);
  EXPECT_TRUE(texts<CallError>({{0, 1}, {16, 37}, {128, 136}}).contains("ECONNREFUSED"));
  EXPECT_TRUE(texts<call::Option>({{0, 14}}).contains("TCP_NODELAY"));
  EXPECT_TRUE(texts<Signal>({{0, 10}}).contains("readable"));
}

TEST(UserCall, NumbersFromOutsideAreSurvived) {
  EXPECT_EQ(to_string(static_cast<TcpState>(11)), "unknown state");
  EXPECT_EQ(to_string(static_cast<CallError>(99)), "unknown error");
  EXPECT_EQ(to_string(static_cast<call::Option>(99)), "unknown option");
  EXPECT_EQ(to_string(static_cast<Signal>(99)), "unknown signal");
}

}  // namespace
}  // namespace synspect
