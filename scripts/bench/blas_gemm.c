// SPDX-License-Identifier: Apache-2.0
// What does the system's BLAS reach? C = A B, row-major, through cblas_sgemm or cblas_dgemm.
// usage: blas_gemm fp32|fp64 SIZE REPEATS THREADS; prints the kernels it chose, median and best FLOP/s.
#include <cblas.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

static double now(void) {
  struct timespec t;
  clock_gettime(CLOCK_MONOTONIC, &t);
  return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static int by_value(const void* x, const void* y) {
  const double a = *(const double*)x, b = *(const double*)y;
  return (a > b) - (a < b);
}

int main(int argc, char** argv) {
  if (argc != 5) return fprintf(stderr, "usage: blas_gemm fp32|fp64 SIZE REPEATS THREADS\n"), 2;
  const int is_double = strcmp(argv[1], "fp64") == 0, n = atoi(argv[2]), repeats = atoi(argv[3]);
  openblas_set_num_threads(atoi(argv[4]));
  const size_t count = (size_t)n * (size_t)n, width = is_double ? sizeof(double) : sizeof(float);
  void *a = aligned_alloc(4096, count * width), *b = aligned_alloc(4096, count * width);
  void* c = aligned_alloc(4096, count * width);
  double* const seconds = malloc((size_t)repeats * sizeof *seconds);
  if (!a || !b || !c || !seconds) return 1;
  for (size_t i = 0; i < count; ++i) {
    const int value = (int)(i * 2654435761u >> 16) % 9 - 4;
    if (is_double) ((double*)a)[i] = ((double*)b)[i] = value;
    else ((float*)a)[i] = ((float*)b)[i] = (float)value;
  }
  for (int r = -1; r < repeats; ++r) {  // the first is the warm-up
    const double start = now();
    if (is_double) cblas_dgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, a, n, b, n, 0, c, n);
    else cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasNoTrans, n, n, n, 1, a, n, b, n, 0, c, n);
    if (r >= 0) seconds[r] = now() - start;
  }
  qsort(seconds, (size_t)repeats, sizeof *seconds, by_value);
  const double flop = 2.0 * n * (double)n * n;
  printf("%s %.6e %.6e\n", openblas_get_corename(), flop / seconds[repeats / 2], flop / seconds[0]);
  return 0;
}
