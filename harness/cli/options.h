// Command lines by Boost.Program_options: whole option names only, errors as UsageError.
#pragma once

#include <boost/program_options.hpp>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "harness/cli/session.h"
#include "harness/gate/assessment.h"
#include "harness/gate/corpus.h"
#include "harness/worker/process.h"

namespace synspect::cli {

namespace po = boost::program_options;

inline constexpr int kMaxJobs = 256;

// Everything that is not an option goes to "arg". Adds --help; nothing comes back when it was asked
// for and answered.
[[nodiscard]] std::optional<po::variables_map> parse_options(std::string_view verb,
                                                             std::string_view usage,
                                                             po::options_description options,
                                                             std::span<const std::string> args,
                                                             Session& session);

[[nodiscard]] std::vector<std::string> positional(const po::variables_map& options);
[[nodiscard]] std::string text_of(const po::variables_map& options, const char* name);

// Values that several verbs check alike.
[[nodiscard]] int jobs_of(const po::variables_map& options);
// --watchdog and --memory; with --in-process too, which gives an empty answer.
[[nodiscard]] worker::Limits limits_of(const po::variables_map& options);
[[nodiscard]] std::optional<worker::Limits> isolation_of(const po::variables_map& options);
[[nodiscard]] gate::Shard shard_of(const po::variables_map& options);
[[nodiscard]] gate::JudgeMode judge_mode_of(const po::variables_map& options);
[[nodiscard]] std::string profile_of(const po::variables_map& options);
// One of `words`, or a UsageError that lists them.
void require_one_of(std::string_view option, const std::string& value,
                    std::span<const std::string> words);

// --stack --profile --jobs --shard --judge --watchdog --memory --in-process
[[nodiscard]] po::options_description run_options(const char* judge_default);

// --watchdog --memory
void add_isolation_options(po::options_description& options);

}  // namespace synspect::cli
