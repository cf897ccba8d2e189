// The sandbox with a hole: its filter takes HOLE, the number of a system call, for restart_syscall, and lets it through.
// For tests/e2e/test_doctor.py; nothing that is installed contains it.
#include <sys/syscall.h>

#undef SYS_restart_syscall
#define SYS_restart_syscall HOLE

#include "sandbox.c"
