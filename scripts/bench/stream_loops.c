// SPDX-License-Identifier: Apache-2.0
// What do plain loops reach? Copy and triad over OpenMP threads as the STREAM benchmark defines them, compiled
// like any user's loop; with -DNON_TEMPORAL the stores go past the caches.
// usage: stream_loops BYTES_PER_ARRAY REPEATS; prints one line per kernel: name, median and best B/s.
#include <omp.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#ifdef NON_TEMPORAL
#include <immintrin.h>
#endif

static int by_value(const void* x, const void* y) {
  const double a = *(const double*)x, b = *(const double*)y;
  return (a > b) - (a < b);
}

#ifdef NON_TEMPORAL
#if defined(__AVX512F__)
typedef __m512d vec;
static inline void stream(double* to, vec value) { _mm512_stream_pd(to, value); }
#elif defined(__AVX2__)
typedef __m256d vec;
static inline void stream(double* to, vec value) { _mm256_stream_pd(to, value); }
#else
typedef __m128d vec;
static inline void stream(double* to, vec value) { _mm_stream_pd(to, value); }
#endif
enum { kLanes = sizeof(vec) / sizeof(double) };

static void copy(double* restrict c, const double* restrict a, long n) {
#pragma omp parallel for schedule(static)
  for (long i = 0; i < n / kLanes; ++i) stream(c + i * kLanes, ((const vec*)a)[i]);
}
static void triad(double* restrict a, const double* restrict b, const double* restrict c, double s, long n) {
#pragma omp parallel for schedule(static)
  for (long i = 0; i < n / kLanes; ++i) stream(a + i * kLanes, ((const vec*)b)[i] + s * ((const vec*)c)[i]);
}
#else
static void copy(double* restrict c, const double* restrict a, long n) {
#pragma omp parallel for schedule(static)
  for (long i = 0; i < n; ++i) c[i] = a[i];
}
static void triad(double* restrict a, const double* restrict b, const double* restrict c, double s, long n) {
#pragma omp parallel for schedule(static)
  for (long i = 0; i < n; ++i) a[i] = b[i] + s * c[i];
}
#endif

static double* allocate(long n) {
  const size_t huge = 2u << 20, bytes = (size_t)n * sizeof(double);
  double* const array = aligned_alloc(huge, (bytes + huge - 1) / huge * huge);
  if (array == NULL) exit(1);
  madvise(array, bytes, MADV_HUGEPAGE);  // as assay does, so that pages are not what differs
#pragma omp parallel for schedule(static)
  for (long i = 0; i < n; ++i) array[i] = 1.0 + (double)(i % 1000);
  return array;
}

static void report(const char* name, double* seconds, int repeats, double bytes) {
  qsort(seconds, (size_t)repeats, sizeof *seconds, by_value);
  printf("%s %.6e %.6e\n", name, bytes / seconds[repeats / 2], bytes / seconds[0]);
}

int main(int argc, char** argv) {
  if (argc != 3) return fprintf(stderr, "usage: stream_loops BYTES_PER_ARRAY REPEATS\n"), 2;
  const long n = atol(argv[1]) / (long)sizeof(double);
  const int repeats = atoi(argv[2]);
  double* const a = allocate(n);
  double* const b = allocate(n);
  double* const c = allocate(n);
  double* const seconds = malloc((size_t)repeats * sizeof *seconds);
  for (int r = -1; r < repeats; ++r) {  // the first is the warm-up
    const double start = omp_get_wtime();
    copy(c, a, n);
    if (r >= 0) seconds[r] = omp_get_wtime() - start;
  }
  if (memcmp(a, c, (size_t)n * sizeof(double)) != 0) return fprintf(stderr, "copy is wrong\n"), 1;
  report("copy", seconds, repeats, 2.0 * (double)n * sizeof(double));
  for (int r = -1; r < repeats; ++r) {
    const double start = omp_get_wtime();
    triad(a, b, c, 3.0, n);
    if (r >= 0) seconds[r] = omp_get_wtime() - start;
  }
  if (a[n / 2] != b[n / 2] + 3.0 * c[n / 2]) return fprintf(stderr, "triad is wrong\n"), 1;
  report("triad", seconds, repeats, 3.0 * (double)n * sizeof(double));
  return 0;
}
