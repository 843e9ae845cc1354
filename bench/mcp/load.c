// A load generator for one request over N keep-alive connections, one thread, microseconds.
// Closed loop, or at a fixed rate: then latency counts from when a request was due, and from when it was sent.
// Usage: load PORT CONNECTIONS MILLIS RATE < requests     (RATE 0: closed loop; %ID% in a request is the connection's number)
// Requests are separated by a zero octet; the connections take them in turn.
// Prints one JSON object. Exit 1 when an answer was not 200 or could not be read.
#include <arpa/inet.h>
#include <errno.h>
#include <netinet/tcp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/epoll.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/timerfd.h>
#include <time.h>
#include <unistd.h>

enum { MOST = 1024, ROOM = 1 << 17, SAMPLES = 4 << 20 };

struct conn { int fd, have, busy; long long due, sent; int reqlen; char req[8192]; char in[ROOM]; };

static struct conn *conns[MOST];
static float *late, *pure;
static long done, bad, events;

static long long now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return t.tv_sec * 1000000000LL + t.tv_nsec;
}

static void start(struct conn *c, long long due) {
  c->due = due;
  c->sent = now();
  c->busy = 1;
  c->have = 0;
  if (send(c->fd, c->req, c->reqlen, MSG_NOSIGNAL) != c->reqlen) { perror("load: send"); exit(1); }
}

// Whether the answer is whole: by its length, or by its last chunk.
static int whole(struct conn *c) {
  c->in[c->have] = 0;
  char *end = strstr(c->in, "\r\n\r\n");
  if (!end) return 0;
  int head = end + 4 - c->in;
  long length = -1;
  int chunked = 0;
  for (char *line = c->in; line < end; line = strchr(line, '\n') + 1) {
    if (!strncasecmp(line, "content-length:", 15)) length = atol(line + 15);
    if (!strncasecmp(line, "transfer-encoding: chunked", 26)) chunked = 1;
  }
  if (!chunked) return length >= 0 && c->have >= head + length;
  char *at = c->in + head;
  while (at < c->in + c->have) {
    char *line = strstr(at, "\r\n");
    if (!line) return 0;
    long size = strtol(at, 0, 16);
    if (!size) return c->have >= line + 4 - c->in;
    at = line + 2 + size + 2;
  }
  return 0;
}

static int by_size(const void *a, const void *b) {
  float x = *(const float *)a, y = *(const float *)b;
  return x < y ? -1 : x > y;
}

int main(int argc, char **argv) {
  if (argc != 5) return fprintf(stderr, "usage: load PORT CONNECTIONS MILLIS RATE < request\n"), 2;
  int port = atoi(argv[1]), n = atoi(argv[2]);
  long millis = atol(argv[3]);
  double rate = atof(argv[4]);
  if (n < 1 || n > MOST) return 2;
  static char all[1 << 20], *templates[MOST];
  int count = 0;
  size_t got = fread(all, 1, sizeof all - 1, stdin);
  all[got] = 0;
  for (char *from = all; from <= all + got && count < MOST; from += strlen(from) + 1) templates[count++] = from;
  late = malloc(SAMPLES * sizeof *late);
  pure = malloc(SAMPLES * sizeof *pure);
  int ep = epoll_create1(0), one = 1;
  struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons(port), .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
  struct epoll_event ev = {.events = EPOLLIN}, many[256];
  for (int i = 0; i < n; i++) {
    struct conn *c = conns[i] = calloc(1, sizeof *c);
    c->fd = socket(AF_INET, SOCK_STREAM, 0);
    if (connect(c->fd, (struct sockaddr *)&at, sizeof at)) return perror("load: connect"), 1;
    setsockopt(c->fd, IPPROTO_TCP, TCP_NODELAY, &one, sizeof one);
    // The number has four digits whatever it is, so that Content-Length holds for all.
    char *template = templates[i % count], *mark = strstr(template, "%ID%");
    c->reqlen = mark ? snprintf(c->req, sizeof c->req, "%.*s%04d%s", (int)(mark - template), template, 1000 + i, mark + 4)
                     : snprintf(c->req, sizeof c->req, "%s", template);
    ev.data.ptr = c;
    epoll_ctl(ep, EPOLL_CTL_ADD, c->fd, &ev);
  }
  long long began = now(), end = began + millis * 1000000LL, gap = rate > 0 ? (long long)(1e9 / rate) : 0, next = began;
  int timer = timerfd_create(CLOCK_MONOTONIC, TFD_NONBLOCK), turn = 0;
  if (gap) {
    ev.data.ptr = 0;
    epoll_ctl(ep, EPOLL_CTL_ADD, timer, &ev);
  } else {
    for (int i = 0; i < n; i++) start(conns[i], began);
  }
  for (;;) {
    long long t = now();
    if (t >= end) break;
    while (gap && next <= t) {
      int free = -1;
      for (int i = 0; i < n && free < 0; i++) if (!conns[(turn + i) % n]->busy) free = (turn + i) % n;
      if (free < 0) break;  // all are busy: the next is late, and counts from when it was due
      turn = free + 1;
      start(conns[free], next);
      next += gap;
    }
    if (gap) {
      struct itimerspec wake = {.it_value = {next / 1000000000LL, next % 1000000000LL}};
      timerfd_settime(timer, TFD_TIMER_ABSTIME, &wake, 0);
    }
    int k = epoll_wait(ep, many, 256, 100);
    for (int i = 0; i < k; i++) {
      struct conn *c = many[i].data.ptr;
      if (!c) { unsigned long long x; if (read(timer, &x, 8) < 0) {} continue; }
      ssize_t r = recv(c->fd, c->in + c->have, ROOM - 1 - c->have, 0);
      if (r <= 0) { fprintf(stderr, "load: the connection ended after %ld answers\n", done); return 1; }
      c->have += r;
      events++;
      if (!whole(c)) continue;
      long long t2 = now();
      if (strncmp(c->in, "HTTP/1.1 200", 12) || strstr(c->in, "\"error\"")) {
        if (!bad++) fprintf(stderr, "load: not as wanted: %.400s\n", c->in);
      }
      if (done < SAMPLES) { late[done] = (t2 - c->due) / 1e3f; pure[done] = (t2 - c->sent) / 1e3f; }
      done++;
      c->busy = 0;
      if (!gap) start(c, t2);
    }
  }
  double seconds = (now() - began) / 1e9;
  long m = done < SAMPLES ? done : SAMPLES;
  if (!m) return fprintf(stderr, "load: no answer\n"), 1;
  qsort(late, m, sizeof *late, by_size);
  qsort(pure, m, sizeof *pure, by_size);
  struct rusage used;
  getrusage(RUSAGE_SELF, &used);
  double cpu = used.ru_utime.tv_sec + used.ru_stime.tv_sec + (used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
  printf("{\"requests\":%ld,\"bad\":%ld,\"seconds\":%.3f,\"rate\":%.1f,\"p50_us\":%.1f,\"p99_us\":%.1f,"
         "\"sent_p50_us\":%.1f,\"sent_p99_us\":%.1f,\"max_us\":%.1f,\"client_cpu_s\":%.3f}\n",
         done, bad, seconds, done / seconds, late[m / 2], late[m * 99 / 100], pure[m / 2], pure[m * 99 / 100], late[m - 1], cpu);
  return bad ? 1 : 0;
}
