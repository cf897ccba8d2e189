// The ways out of the sandbox that are tried, and how a try tells what became of it. Shared by tend-probe, which makes
// one try a process, and `tend doctor`, which starts it and judges.
#pragma once

#include <stddef.h>

// WAY(name, words): the words are for people, of at most WAY_COLUMNS letters.
#define WAYS(WAY)                                              \
  WAY(open, "open a file (open)")                              \
  WAY(openat2, "open a file (openat2)")                        \
  WAY(proc, "read /proc")                                      \
  WAY(stat, "look whether a file is there")                    \
  WAY(mkdir, "make a folder")                                  \
  WAY(inherited, "read what the core has open")                \
  WAY(descriptor, "read a descriptor left open")               \
  WAY(socket, "make a socket")                                 \
  WAY(connect, "connect a socket left open")                   \
  WAY(tiocsti, "type into a terminal (TIOCSTI)")               \
  WAY(exec, "run a program (execve)")                          \
  WAY(memfd, "run what is in memory (memfd)")                  \
  WAY(fork, "start a process (fork)")                          \
  WAY(clone3, "start a process (clone3)")                      \
  WAY(kill, "end the core (kill)")                             \
  WAY(kill_all, "signal every other process")                  \
  WAY(pidfd, "take hold of the core (pidfd_open)")             \
  WAY(ptrace, "trace the core (ptrace)")                       \
  WAY(vm_read, "read the core's memory")                       \
  WAY(mmap, "make code in memory (mmap)")                      \
  WAY(mprotect, "make code of data (mprotect)")                \
  WAY(pkey_mprotect, "make code of data (pkey_mprotect)")      \
  WAY(personality, "make all data code (personality)")         \
  WAY(memory, "take 300 MiB of memory")                        \
  WAY(shared, "share memory (shmget)")                         \
  WAY(io_uring, "ask by a ring (io_uring)")                    \
  WAY(int_80, "the 32-bit entry (int 0x80)")                   \
  WAY(x32, "the x32 calls")                                    \
  WAY(userfaultfd, "stop the kernel half-way (userfaultfd)")   \
  WAY(keyctl, "reach the kernel's keys (keyctl)")              \
  WAY(bpf, "run code in the kernel (bpf)")                     \
  WAY(perf, "watch the machine (perf_event_open)")             \
  WAY(unshare, "be root in a new namespace")                   \
  WAY(mount, "mount a file system")                            \
  WAY(dumpable, "undo: let itself be looked into")             \
  WAY(outlive, "undo: outlive the core")                       \
  WAY(setrlimit, "undo: raise a limit")

#define WAY_NUMBER(name, words) WAY_##name,
enum way { WAYS(WAY_NUMBER) WAY_COUNT };
#undef WAY_NUMBER

enum { WAY_COLUMNS = 38 };

// tend-probe PARENT SEAL WAY [DESCRIPTOR]. SEAL is one of these; DESCRIPTOR is what the core left open for
// `inherited`. As WAY, PROBE_CONTROL tries what every practice must be able to do.
#define PROBE_SEALED "sealed"      // all that tend-host does
#define PROBE_BARE "bare"          // privileges given up, and no more
#define PROBE_LANDLOCK "landlock"  // and Landlock
#define PROBE_LIMITS "limits"      // and, instead, the limits
#define PROBE_CONTROL "control"

// It writes PROBE_READY to descriptor 0 once it is sealed, or PROBE_REFUSED and a sentence. Then it is killed, or exits
// with one of these; any other status is the errno that the try met. A try with something to tidy up writes
// PROBE_GOT_OUT before, and is out however it ends.
#define PROBE_READY "."
#define PROBE_GOT_OUT "x"
#define PROBE_REFUSED "!"
enum probe_status { PROBE_OUT = 0, PROBE_UNSEALED = 200, PROBE_UNKNOWN, PROBE_NOT_HERE };
