// The libraries as AFL++ loads them: by name, all that it calls.
#include <dlfcn.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <cstdint>
#include <set>
#include <string>
#include <vector>

namespace {

using Octets = std::vector<std::uint8_t>;

class AflMutator : public testing::TestWithParam<const char*> {
 protected:
  void SetUp() override {
    const std::string file =
        std::string{SYNSPECT_BINARY_DIR "/fuzzers/"} + GetParam() + "_afl_mutator.so";
    library_ = dlopen(file.c_str(), RTLD_NOW | RTLD_LOCAL);
    ASSERT_NE(library_, nullptr) << dlerror();
    init_ = reinterpret_cast<Init*>(dlsym(library_, "afl_custom_init"));
    fuzz_ = reinterpret_cast<Fuzz*>(dlsym(library_, "afl_custom_fuzz"));
    deinit_ = reinterpret_cast<Deinit*>(dlsym(library_, "afl_custom_deinit"));
    ASSERT_TRUE(init_ != nullptr && fuzz_ != nullptr && deinit_ != nullptr);
  }
  void TearDown() override {
    if (library_ != nullptr) dlclose(library_);
  }
  [[nodiscard]] std::vector<Octets> run(unsigned seed, int times, std::size_t max) const {
    void* const mutator = init_(nullptr, seed);
    std::vector<Octets> all{{'x'}, {'y'}};
    for (int i = 0; i < times; ++i) {
      Octets input = all.back(), other = all[all.size() / 2];
      std::uint8_t* out = nullptr;
      const std::size_t size =
          fuzz_(mutator, input.data(), input.size(), &out, other.data(), other.size(), max);
      EXPECT_LE(size, max);
      all.emplace_back(out, out + std::min(size, max));
    }
    deinit_(mutator);
    return all;
  }

 private:
  using Init = void*(void*, unsigned);
  using Deinit = void(void*);
  using Fuzz = std::size_t(void*, std::uint8_t*, std::size_t, std::uint8_t**, std::uint8_t*,
                           std::size_t, std::size_t);
  void* library_{};
  Init* init_{};
  Fuzz* fuzz_{};
  Deinit* deinit_{};
};

TEST_P(AflMutator, MakesManyInputsOfOneSeed) {
  const auto all = run(1, 200, 1 << 20);
  EXPECT_GT((std::set<Octets>{all.begin(), all.end()}).size(), 150U);
  EXPECT_EQ(all, run(1, 200, 1 << 20));
  EXPECT_NE(all, run(2, 200, 1 << 20));
}

TEST_P(AflMutator, KeepsToTheSizeAllowed) {
  for (const std::size_t max : {1U, 2U, 7U, 40U, 100U}) EXPECT_EQ(run(3, 100, max).size(), 102U);
}

INSTANTIATE_TEST_SUITE_P(EveryTarget, AflMutator,
                         testing::Values("state_machine", "endpoints", "metamorphic",
                                         "differential", "script_parser", "segment_codec"),
                         [](const auto& name) { return std::string{name.param}; });

}  // namespace
