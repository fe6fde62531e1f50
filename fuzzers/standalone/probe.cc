// A target for the tests of the runner: does what the first octets of its input say.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
  const std::string_view text{reinterpret_cast<const char*>(data), size};
  if (text.starts_with("say ")) std::printf("%zu:%.*s\n", size, 8, text.data());
  if (text.starts_with("trap")) __builtin_trap();
  if (text.starts_with("abort")) std::abort();
  if (text.starts_with("exit")) std::_Exit(0);
  return 0;
}
