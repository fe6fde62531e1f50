/* What lwIP asks of its platform (its arch.h): a failed assertion and a random number. C, because
   lwIP's own files include it. */
#pragma once

#include <stdint.h>

#ifdef __cplusplus
extern "C" {
#endif
/* Ends the operation; the stack counts as crashed until the next reset. */
__attribute__((noreturn)) void synspect_lwip_assert(const char* what, const char* file, int line);
uint32_t synspect_lwip_random(void);
uint32_t synspect_lwip_isn(void);
#ifdef __cplusplus
}
#endif

#define LWIP_PLATFORM_ASSERT(what) synspect_lwip_assert(what, __FILE__, __LINE__)
#define LWIP_PLATFORM_DIAG(what)
#define LWIP_RAND() synspect_lwip_random()
#define LWIP_TIMEVAL_PRIVATE 0
