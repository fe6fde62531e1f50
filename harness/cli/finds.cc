#include "harness/cli/finds.h"

#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <fstream>
#include <iterator>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "harness/campaign/corpus_folder.h"
#include "harness/campaign/findings_box.h"
#include "harness/campaign/whole_file.h"
#include "harness/cli/keep_scenario.h"
#include "harness/trial/trial.h"

namespace synspect::cli {
namespace {

namespace fs = std::filesystem;
using Json = nlohmann::ordered_json;

template <typename Take>
void each_entry(const fs::path& folder, const Take& take) {
  std::error_code error;
  for (fs::directory_iterator entry{folder, error}; !error && entry != fs::directory_iterator{};
       entry.increment(error)) {
    take(entry->path());
  }
}

// "0123456789abcdef.input"
std::optional<std::uint64_t> key_in(const std::string& name) {
  if (name.size() != 22 || !name.ends_with(".input")) return std::nullopt;
  std::uint64_t key = 0;
  const auto [end, error] = std::from_chars(name.data(), name.data() + 16, key, 16);
  if (error != std::errc{} || end != name.data() + 16) return std::nullopt;
  return key;
}

Json read_json(const fs::path& file) {
  std::ifstream stream{file, std::ios::binary};
  return Json::parse(std::string{std::istreambuf_iterator<char>{stream}, {}}, nullptr, false);
}

std::string text_in(const Json& json, const char* field) {
  const auto at = json.find(field);
  return at != json.end() && at->is_string() ? at->get<std::string>() : std::string{};
}

std::string family_in(const Json& json) {
  return trial::family_of(text_in(json, "clause"), text_in(json, "kind"),
                          text_in(json, "observed"));
}

}  // namespace

Finds::Finds(FindsPlan plan, const Surroundings& around) : plan_{std::move(plan)}, around_{around} {
  for (const auto& [identity, reason] : plan_.reasons) {
    known_keys_[campaign::key_of(identity)] = identity;
  }
  load();
}

void Finds::load() {
  std::vector<fs::path> folders;
  each_entry(plan_.output / "findings", [&](const fs::path& home) {
    if (!home.filename().string().starts_with('.')) folders.push_back(home);
  });
  std::ranges::sort(folders);
  for (const fs::path& home : folders) {
    const Json json = read_json(home / "finding.json");
    if (!json.is_object()) continue;  // left half made: its input is where it was
    Find find;
    find.identity = text_in(json, "identity");
    if (find.identity.empty()) continue;
    find.says = told_in_a_line(text_in(json, "clause"), text_in(json, "expected"),
                               text_in(json, "observed"));
    find.target = text_in(json, "target");
    find.folder = home;
    find.family = family_in(json);
    const auto key = key_in(text_in(json, "key") + ".input");
    find.keys.insert(key ? *key : campaign::key_of(find.identity));
    const auto runs = json.find("runs");
    if (runs != json.end() && runs->is_number_unsigned()) find.repeats = runs->get<std::uint64_t>();
    const std::string kind = text_in(json, "kind");
    if (kind == "crash" || kind == "hang" || kind == "broken-interface" || kind == "unrepeatable") {
      find.deaths = find.repeats;
    }
    find.known = !known_as(plan_.reasons, find.identity, find.family).empty();
    written_[find.folder] = find.repeats;
    keys_.insert(find.keys.begin(), find.keys.end());
    all_.push_back(std::move(find));
  }
  told_ = all_.size();
}

void Finds::look(const campaign::WorkerPlan& worker) {
  const auto queue = [&](const fs::path& file, std::optional<std::uint64_t> key) {
    if (!seen_.insert(file).second) return;
    queue_.push_back({.target = worker.target,
                      .stack = plan_.stack,
                      .other_stack = plan_.other_stack,
                      .file = file,
                      .key = key,
                      .program = worker.program,
                      .flags = worker.flags,
                      .environment = worker.environment});
  };
  std::vector<fs::path> files;
  each_entry(worker.box(), [&](const fs::path& file) { files.push_back(file); });
  std::ranges::sort(files);
  for (const fs::path& file : files) {
    const auto key = key_in(file.filename().string());
    if (key && !keys_.contains(*key) && !is_known(*key, worker.target)) queue(file, key);
  }
  files.clear();
  each_entry(worker.artifacts(), [&](const fs::path& file) {
    if (campaign::is_artifact(file.filename().string())) files.push_back(file);
  });
  std::ranges::sort(files);
  for (const fs::path& file : files) queue(file, std::nullopt);
}

void Finds::tend() {
  if (errand_ && errand_->back()) {
    const InputOrigin origin = std::move(queue_.front());
    queue_.pop_front();
    const auto& brought = errand_->brought();
    const auto looked = brought ? decode_looked_at(*brought) : std::nullopt;
    errand_.reset();
    bool kept = looked.has_value();
    if (!looked) troubles_.push_back(origin.file.string() + ": it could not be looked at");
    for (const LookedAt& one : looked.value_or(std::vector<LookedAt>{})) {
      if (one.error.empty()) {
        take(one);
        if (!origin.key) ++find(one)->deaths;
      } else {
        kept = false;
        troubles_.push_back(fmt::format("{}: not kept: {}", origin.file.string(), one.error));
      }
    }
    // An artifact has served. An input in a box stays: its worker shall not bring the same again.
    std::error_code error;
    if (kept && !origin.key) {
      fs::remove(origin.file, error);
      seen_.erase(origin.file);
    }
  }
  while (!errand_ && !queue_.empty()) {
    const InputOrigin& origin = queue_.front();
    if (origin.key && keys_.contains(*origin.key)) {  // another worker had it, too
      queue_.pop_front();
      continue;
    }
    errand_ = std::make_unique<Errand>([&] {
      return encode(
          look_at_input(origin, plan_.output, plan_.reasons, kept_groups(), around_, plan_.limits));
    });
  }
}

KeptGroups Finds::kept_groups() const {
  KeptGroups groups;
  for (const Find& find : all_) {
    if (!find.folder.empty()) groups[group_of(find.identity)] = {find.identity, find.folder};
  }
  return groups;
}

bool Finds::is_known(std::uint64_t key, const std::string& target) {
  const auto at = known_keys_.find(key);
  if (at == known_keys_.end()) return false;
  keys_.insert(key);
  all_.push_back({.identity = at->second,
                  .family = at->second,
                  .says = plan_.reasons.at(at->second),
                  .target = target,
                  .folder = {},
                  .keys = {key},
                  .deaths = 0,
                  .repeats = 1,
                  .known = true});
  return true;
}

void Finds::take(const LookedAt& one) {
  keys_.insert(one.key);
  const bool known = !known_as(plan_.reasons, one.identity, one.family).empty();
  Find* find = this->find(one);
  if (find == nullptr) {
    find = &all_.emplace_back();
    find->identity = one.identity;
    find->family = one.family;
    find->says = one.says;
    find->target = one.target;
    find->folder = one.folder;
    find->known = known;
    written_[one.folder] = 1;
  }
  find->keys.insert(one.key);
  find->known = find->known && known;
}

Find* Finds::find(const LookedAt& one) {
  const auto at = std::ranges::find_if(all_, [&](const Find& find) {
    return one.folder.empty() ? find.identity == one.identity : find.folder == one.folder;
  });
  return at == all_.end() ? nullptr : &*at;
}

void Finds::count(const std::map<std::uint64_t, std::uint64_t>& repeats) {
  for (Find& find : all_) {
    std::uint64_t sum = find.deaths;
    for (const std::uint64_t key : find.keys) {
      if (const auto at = repeats.find(key); at != repeats.end()) sum += at->second;
    }
    find.repeats = std::max<std::uint64_t>(sum, 1);
    if (find.folder.empty() || written_[find.folder] == find.repeats) continue;
    Json json = read_json(find.folder / "finding.json");
    if (!json.is_object()) continue;
    json["runs"] = find.repeats;
    const std::string text = json.dump(1, ' ', false, Json::error_handler_t::replace) + "\n";
    if (campaign::put_file(find.folder / "finding.json", text)) {
      written_[find.folder] = find.repeats;
    }
  }
}

std::vector<Find> Finds::fresh() {
  std::vector<Find> some(all_.begin() + static_cast<std::ptrdiff_t>(told_), all_.end());
  told_ = all_.size();
  return some;
}

std::vector<std::string> Finds::troubles() { return std::exchange(troubles_, {}); }

bool Finds::any_new() const {
  return std::ranges::any_of(all_, [](const Find& find) { return !find.known; });
}

}  // namespace synspect::cli
