#include "harness/stack_under_test/lwip/image.h"

#include <dlfcn.h>
#include <link.h>
#include <sys/mman.h>
#include <unistd.h>

#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <cstring>
#include <fstream>

namespace synspect::lwip {
namespace {

struct Search {
  std::uintptr_t inside{};  // an address within the module
  std::uintptr_t first{}, last{};
};

// The writable segment, without the part that the loader protects after relocation.
int look_at(dl_phdr_info* info, std::size_t, void* context) {
  Search& search = *static_cast<Search*>(context);
  std::uintptr_t first = 0, last = 0, protected_to = 0;
  bool ours = false;
  for (int i = 0; i < info->dlpi_phnum; ++i) {
    const ElfW(Phdr)& part = info->dlpi_phdr[i];
    const std::uintptr_t from = info->dlpi_addr + part.p_vaddr;
    const std::uintptr_t to = from + part.p_memsz;
    if (part.p_type == PT_GNU_RELRO) protected_to = to;
    if (part.p_type != PT_LOAD) continue;
    ours = ours || (search.inside >= from && search.inside < to);
    if ((part.p_flags & PF_W) == 0) continue;
    if (first == 0) first = from;
    last = to;
  }
  if (!ours) return 0;
  search.first = std::max(first, protected_to);
  search.last = last;
  return 1;
}

}  // namespace

std::string Image::find_state() {
  Search search{.inside = reinterpret_cast<std::uintptr_t>(module_)};
  dl_iterate_phdr(look_at, &search);
  if (search.first == 0 || search.last <= search.first) return "it has no writable segment";
  state_ = {reinterpret_cast<std::byte*>(search.first), search.last - search.first};
  return {};
}

std::expected<std::unique_ptr<Image>, std::string> Image::load(
    const std::filesystem::path& module) {
  std::unique_ptr<Image> image{new Image};
  const auto failed = [&](const std::string& why) {
    return std::unexpected{"cannot load " + module.string() + ": " + why};
  };
  // The loader gives the same copy for the same file: so each copy is a file of its own, in memory.
  std::ifstream in{module, std::ios::binary};
  const std::string octets{std::istreambuf_iterator<char>{in}, {}};
  if (octets.empty()) return failed("it cannot be read");
  image->file_ = memfd_create("synspect_lwip", MFD_CLOEXEC);
  if (image->file_ < 0) return failed("no file in memory");
  for (std::size_t done = 0; done < octets.size();) {
    const ssize_t now = write(image->file_, octets.data() + done, octets.size() - done);
    if (now <= 0) return failed("no memory");
    done += static_cast<std::size_t>(now);
  }
  // Open as long as the copy is loaded: the loader knows it by this name.
  const std::string name = "/proc/self/fd/" + std::to_string(image->file_);
  image->library_ = dlopen(name.c_str(), RTLD_NOW | RTLD_LOCAL);
  if (image->library_ == nullptr) return failed(dlerror());
  image->module_ = static_cast<const Module*>(dlsym(image->library_, kModuleSymbol));
  if (image->module_ == nullptr) return failed("it is no lwIP module");
  if (const std::string why = image->find_state(); !why.empty()) return failed(why);
  image->pristine_ = image->save();
  return image;
}

Image::~Image() {
  if (library_ != nullptr) dlclose(library_);
  if (file_ >= 0) close(file_);
}

std::vector<std::byte> Image::save() const {
  std::vector<std::byte> saved(state_.size());
  // No sanitizer guards what lies between the variables of the module: it is built without.
  std::memcpy(saved.data(), state_.data(), state_.size());
  return saved;
}

void Image::restore(std::span<const std::byte> saved) {
  if (saved.size() != state_.size()) std::abort();  // of another image: a fault of the caller
  std::memcpy(state_.data(), saved.data(), saved.size());
}

}  // namespace synspect::lwip
