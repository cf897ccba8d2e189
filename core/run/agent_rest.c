// Giving back what sleep does not need; see agent_rest.h. An event touches most of SQLite and of the bus library for a
// millisecond; their code would then stay mapped until the next one, hours later. It is unmapped, and comes back from
// the page cache with the next event, in less than a millisecond.
#include "agent_rest.h"

#include <link.h>
#include <malloc.h>
#include <stdint.h>
#include <sys/mman.h>
#include <unistd.h>

static int drop_code(struct dl_phdr_info *object, size_t size, void *context) {
  (void)size, (void)context;
  uintptr_t page = (uintptr_t)sysconf(_SC_PAGESIZE);
  // From the last to the first, which the list of segments itself lies in: reading on would bring it back.
  for (int i = object->dlpi_phnum - 1; i >= 0; i--) {
    const ElfW(Phdr) *segment = &object->dlpi_phdr[i];
    // What is never writable was never written to, so nothing is lost; relocated tables lie in writable segments.
    if (segment->p_type != PT_LOAD || segment->p_flags & PF_W) continue;
    uintptr_t from = (object->dlpi_addr + segment->p_vaddr) & ~(page - 1);
    uintptr_t until = (object->dlpi_addr + segment->p_vaddr + segment->p_memsz) & ~(page - 1);
    if (until > from) madvise((void *)from, until - from, MADV_DONTNEED);
  }
  return 0;
}

void agent_rest(void) {
  malloc_trim(0);
  dl_iterate_phdr(drop_code, NULL);
}
