// Faults of a disk for a process that knows nothing of them, preloaded (ld.so(8), LD_PRELOAD) in front of the C library.
//
// FAULTS_PAGE names a file of one page, which whoever steers maps or writes to while the process runs; FAULTS_FOLDER is the
// folder whose files are faulty. Numbers of 32 bits in the machine's order:
//   0  errno of every flush: fsync, fdatasync, msync
//   1  errno of every write, cut and preallocation
//   2  the most octets that one write takes; 0 for all
//   3  how many microseconds a write or a flush waits
//   4  errno of everything that makes, removes or renames a file
//   5  kill: after so many further calls that change something the process group dies, in the middle of a write
// What is stored into mapped memory passes by here: no call is made for it.
#define _GNU_SOURCE
#include <dlfcn.h>
#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/uio.h>
#include <time.h>
#include <unistd.h>

enum { FLUSH, WRITE, SHORT, SLOW, NAMES, KILL };

static volatile int32_t *page;
static const char *folder;
static size_t folder_length;

#define REAL(name) static __typeof__(&name) real; if (!real) real = (__typeof__(&name))dlsym(RTLD_NEXT, #name)

__attribute__((constructor)) static void begin(void) {
  const char *file = getenv("FAULTS_PAGE");
  folder = getenv("FAULTS_FOLDER");
  if (!file || !folder) return;
  folder_length = strlen(folder);
  int fd = open(file, O_RDWR | O_CLOEXEC);
  if (fd < 0) return;
  void *at = mmap(NULL, 4096, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
  close(fd);
  if (at != MAP_FAILED) page = at;
}

static int armed(void) {
  if (!page) return 0;
  for (int i = 0; i <= KILL; i++) if (page[i]) return 1;
  return 0;
}

static int inside(const char *path) { return path && strncmp(path, folder, folder_length) == 0; }

static int faulty(int fd) {
  if (!armed()) return 0;
  char link[64], path[4096];
  snprintf(link, sizeof link, "/proc/self/fd/%d", fd);
  ssize_t n = readlink(link, path, sizeof path - 1);
  if (n <= 0) return 0;
  path[n] = 0;
  return inside(path);
}

static void wait_for_disk(void) {
  int micros = page[SLOW];
  if (micros > 0) {
    struct timespec t = {micros / 1000000, (micros % 1000000) * 1000L};
    nanosleep(&t, NULL);
  }
}

// Whether this is the call in which the process dies.
static int dies(void) { return page[KILL] > 0 && __sync_sub_and_fetch(&page[KILL], 1) == 0; }

static void die(void) {
  kill(0, SIGKILL);
  for (;;) pause();
}

static size_t taken(size_t count) {
  int most = page[SHORT];
  return most > 0 && count > (size_t)most ? (size_t)most : count;
}

ssize_t write(int fd, const void *octets, size_t count) {
  REAL(write);
  if (!faulty(fd)) return real(fd, octets, count);
  wait_for_disk();
  if (dies()) { ssize_t unused = real(fd, octets, count / 2); (void)unused; die(); }
  if (page[WRITE]) { errno = page[WRITE]; return -1; }
  return real(fd, octets, taken(count));
}

#define PWRITE(name, offset_type)                                                                   \
  ssize_t name(int fd, const void *octets, size_t count, offset_type at) {                          \
    REAL(name);                                                                                     \
    if (!faulty(fd)) return real(fd, octets, count, at);                                            \
    wait_for_disk();                                                                                \
    if (dies()) { ssize_t unused = real(fd, octets, count / 2, at); (void)unused; die(); }          \
    if (page[WRITE]) { errno = page[WRITE]; return -1; }                                            \
    return real(fd, octets, taken(count), at);                                                      \
  }
PWRITE(pwrite, off_t)
PWRITE(pwrite64, off64_t)

#define CUT(name, offset_type)                                                                      \
  int name(int fd, offset_type size) {                                                              \
    REAL(name);                                                                                     \
    if (!faulty(fd)) return real(fd, size);                                                         \
    if (dies()) die();                                                                              \
    if (page[WRITE]) { errno = page[WRITE]; return -1; }                                            \
    return real(fd, size);                                                                          \
  }
CUT(ftruncate, off_t)
CUT(ftruncate64, off64_t)

#define FLUSHING(name)                                                                              \
  int name(int fd) {                                                                                \
    REAL(name);                                                                                     \
    if (!faulty(fd)) return real(fd);                                                               \
    wait_for_disk();                                                                                \
    if (dies()) die();                                                                              \
    if (page[FLUSH]) { errno = page[FLUSH]; return -1; }                                            \
    return real(fd);                                                                                \
  }
FLUSHING(fsync)
FLUSHING(fdatasync)

int msync(void *at, size_t length, int flags) {
  REAL(msync);
  if (page && page[FLUSH]) { errno = page[FLUSH]; return -1; }
  return real(at, length, flags);
}

int rename(const char *from, const char *to) {
  REAL(rename);
  if (armed() && inside(to)) {
    if (dies()) die();
    if (page[NAMES]) { errno = page[NAMES]; return -1; }
  }
  return real(from, to);
}

int unlink(const char *path) {
  REAL(unlink);
  if (armed() && inside(path)) {
    if (dies()) die();
    if (page[NAMES]) { errno = page[NAMES]; return -1; }
  }
  return real(path);
}

#define OPEN(name)                                                                                  \
  int name(const char *path, int flags, ...) {                                                      \
    REAL(name);                                                                                     \
    mode_t mode = 0;                                                                                \
    if (flags & (O_CREAT | O_TMPFILE)) {                                                            \
      va_list more;                                                                                 \
      va_start(more, flags);                                                                        \
      mode = va_arg(more, mode_t);                                                                  \
      va_end(more);                                                                                 \
    }                                                                                               \
    if (armed() && inside(path) && (flags & O_ACCMODE) != O_RDONLY) {                               \
      if (dies()) die();                                                                            \
      if (page[NAMES]) { errno = page[NAMES]; return -1; }                                          \
    }                                                                                               \
    return real(path, flags, mode);                                                                 \
  }
OPEN(open)
OPEN(open64)
