#include "harness/trial/first_of_each.h"

#include <algorithm>
#include <set>
#include <string>
#include <tuple>
#include <utility>

namespace synspect::trial {
namespace {

// The stack has, or may have, a connection there, with a state of its own to go wrong.
bool concerns_a_connection(const judge::Finding& finding) {
  const std::string& states = finding.all_states;
  return finding.connection && states != "CLOSED" && states != "LISTEN" &&
         states != "CLOSED|LISTEN" && states != "-";
}

}  // namespace

std::vector<const judge::Finding*> first_of_each(std::span<const judge::Finding> findings) {
  std::vector<const judge::Finding*> in_order;
  in_order.reserve(findings.size());
  for (const judge::Finding& finding : findings) in_order.push_back(&finding);
  // By what set them off; of one cause as the judge names them, which is as they lie in memory.
  std::ranges::sort(in_order, {},
                    [](const judge::Finding* one) { return std::pair{one->cause, one}; });
  using Connection = std::tuple<EndpointId, FourTuple>;
  std::set<Connection> astray;
  std::set<std::tuple<EndpointId, std::uint64_t>> told;  // causes
  std::set<std::string> identities;
  std::vector<const judge::Finding*> causes;
  for (const judge::Finding* one : in_order) {
    const bool first_here = told.insert({one->endpoint, one->cause}).second;
    const Connection connection{one->endpoint, one->connection.value_or(FourTuple{})};
    if (!first_here || astray.contains(connection)) continue;
    if (concerns_a_connection(*one)) astray.insert(connection);
    if (identities.insert(one->identity()).second) causes.push_back(one);
  }
  return causes;
}

}  // namespace synspect::trial
