// llvm_cov_triples EXPORT.json: which triples were reached, as an ordinary export of llvm-cov has
// it
// (`llvm-cov export -format=text`). Each triple is a function of its own, harness/drive/moved.h;
// what is printed is what judged_scenarios prints of its own count.
#include <cxxabi.h>

#include <cctype>
#include <cstdlib>
#include <fstream>
#include <iostream>
#include <map>
#include <memory>
#include <nlohmann/json.hpp>
#include <string>
#include <string_view>
#include <vector>

#include "fuzzers/coverage_report.h"
#include "harness/scenario/triples.h"

namespace {

using namespace synspect::scenario;

std::string demangled(const std::string& name) {
  int status = 0;
  const std::unique_ptr<char, void (*)(void*)> text{
      abi::__cxa_demangle(name.c_str(), nullptr, nullptr, &status), std::free};
  return status == 0 ? std::string{text.get()} : name;
}

// "FIN-WAIT-1": FIN_WAIT_1, as the types in moved.h are called.
std::string type_name(std::string_view words) {
  std::string name;
  for (const char c : words) {
    const auto octet = static_cast<unsigned char>(c);
    name += std::isalnum(octet) != 0 ? static_cast<char>(std::toupper(octet)) : '_';
  }
  return name;
}

std::string function_name(const Triple& triple) {
  const std::string drive = "synspect::drive::";
  return "void " + drive + "moved<" + drive + "state::" + type_name(to_string(triple.from)) + ", " +
         drive + "by::" + type_name(to_string(triple.event)) + ", " + drive +
         "state::" + type_name(to_string(triple.to)) + ">";
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "usage: llvm_cov_triples EXPORT.json\n";
    return 2;
  }
  std::ifstream in{argv[1]};
  const auto json = nlohmann::json::parse(in, nullptr, false);
  if (json.is_discarded() || !json.contains("data")) {
    std::cerr << "llvm_cov_triples: " << argv[1] << " is no export of llvm-cov\n";
    return 2;
  }
  std::map<std::string, std::uint64_t> counts;
  for (const auto& data : json["data"]) {
    for (const auto& function : data["functions"]) {
      std::string name = demangled(function["name"].get<std::string>());
      if (!name.starts_with("void synspect::drive::moved<")) continue;
      counts[name.substr(0, name.find('('))] += function["count"].get<std::uint64_t>();
    }
  }
  // All of them are in the export of a program that has them, reached or not.
  if (counts.size() != kTriples) {
    std::cerr << "llvm_cov_triples: " << counts.size() << " functions of triples, not " << kTriples
              << '\n';
    return 2;
  }
  std::vector<std::uint64_t> of_triple;
  for (const Triple& triple : triples()) of_triple.push_back(counts.at(function_name(triple)));
  std::cout << synspect::describe_triples(of_triple) << synspect::describe_figure_5(of_triple);
  return 0;
}
