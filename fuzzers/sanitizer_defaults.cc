// What the programs that run scenarios by the million ask of AddressSanitizer. ASAN_OPTIONS goes on
// top. Without that sanitizer nobody calls this.

// NOLINTBEGIN(bugprone-reserved-identifier): the name is the sanitizer's.
extern "C" [[gnu::used, gnu::visibility("default")]] const char* __asan_default_options();

// Frames on a heap of their own, to see uses after return, take a third off the executions. The
// tests look for such uses (.ci/run), in the same code.
extern "C" const char* __asan_default_options() { return "detect_stack_use_after_return=0"; }
// NOLINTEND(bugprone-reserved-identifier)
