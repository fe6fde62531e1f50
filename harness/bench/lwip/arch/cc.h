/* What lwIP asks of its platform. No assertions: they are for development. */
#pragma once

#include <stdlib.h>

#define LWIP_NOASSERT 1
#define LWIP_PLATFORM_ASSERT(what) abort()
#define LWIP_PLATFORM_DIAG(what)
#define LWIP_RAND() 1
#define LWIP_TIMEVAL_PRIVATE 0
