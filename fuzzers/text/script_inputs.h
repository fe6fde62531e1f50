// Inputs for the parser of scripts: scripts, and what is nearly one. Octets by chance hardly get
// past the first word.
#pragma once

#include <cstddef>
#include <cstdint>
#include <span>

namespace synspect::text {

// One to four changes to the script in the first `size` octets of `lent`: a word of the language
// put in, lines taken out, repeated or exchanged, a number altered, a few octets overwritten; or a
// new script in its place. Returns the new size. Same seed, same octets, on every machine.
[[nodiscard]] std::size_t mutate_script(std::span<std::uint8_t> lent, std::size_t size,
                                        std::uint64_t seed);
// Lines of both.
[[nodiscard]] std::size_t cross_scripts(std::span<const std::uint8_t> first,
                                        std::span<const std::uint8_t> second,
                                        std::span<std::uint8_t> out, std::uint64_t seed);

}  // namespace synspect::text
