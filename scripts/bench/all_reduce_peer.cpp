// How long does MPI's all-reduce take between ranks on one node?
//
// Usage: mpirun -n RANKS all_reduce_peer TYPE BYTES SECONDS, TYPE fp32 or int32. Rank 0 prints the
// median sample in seconds for one all-reduce, and the library's own name of itself. A sample is
// the time of the slowest rank for so many calls that it lasts for 20 ms; every rank checks its
// answer before and after. Exit codes: 0 measured, 2 wrong usage, 4 a wrong answer.
// SPDX-License-Identifier: Apache-2.0
#include <mpi.h>
#include <sys/mman.h>

#include <algorithm>
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

namespace {

constexpr double kSampleSeconds = 0.02;
constexpr std::size_t kHugePage = std::size_t{2} << 20, kFewestSamples = 5;

/// Memory as assay's arrays lie in: huge pages, every one of them touched.
void* huge_array(std::size_t bytes) {
  const std::size_t whole = (bytes + kHugePage - 1) / kHugePage * kHugePage;
  void* const data = std::aligned_alloc(kHugePage, whole);
  if (data == nullptr) MPI_Abort(MPI_COMM_WORLD, 3);
  madvise(data, whole, MADV_HUGEPAGE);
  std::fill_n(static_cast<char*>(data), whole, '\0');
  return data;
}

/// Small integers that differ from rank to rank, whose sum is exact in either type.
std::int32_t input_of(int rank, std::size_t i) {
  return static_cast<std::int32_t>((i * 2654435761u + static_cast<std::size_t>(rank) * 40503u) >>
                                   7) %
             17 -
         8;
}

template <class T>
class AllReduce {
 public:
  AllReduce(MPI_Datatype type, std::size_t bytes)
      : type_(type),
        count_(bytes / sizeof(T)),
        input_(static_cast<T*>(huge_array(bytes))),
        output_(static_cast<T*>(huge_array(bytes))) {
    MPI_Comm_rank(MPI_COMM_WORLD, &rank_);
    MPI_Comm_size(MPI_COMM_WORLD, &ranks_);
    for (std::size_t i = 0; i < count_; ++i) input_[i] = static_cast<T>(input_of(rank_, i));
  }
  ~AllReduce() {
    std::free(input_);
    std::free(output_);
  }
  AllReduce(const AllReduce&) = delete;
  AllReduce& operator=(const AllReduce&) = delete;

  /// Seconds for one call, of the slowest rank.
  double sample(int calls) {
    MPI_Barrier(MPI_COMM_WORLD);
    const double begin = MPI_Wtime();
    for (int call = 0; call < calls; ++call)
      MPI_Allreduce(input_, output_, static_cast<int>(count_), type_, MPI_SUM, MPI_COMM_WORLD);
    const double own = (MPI_Wtime() - begin) / calls;
    double slowest = own;
    MPI_Allreduce(&own, &slowest, 1, MPI_DOUBLE, MPI_MAX, MPI_COMM_WORLD);
    return slowest;
  }

  /// Of all ranks.
  bool is_right() {
    std::fill_n(output_, count_, T{77});
    sample(1);
    int right = 1, all = 0;
    for (std::size_t i = 0; i < count_; ++i) {
      std::int32_t sum = 0;
      for (int rank = 0; rank < ranks_; ++rank) sum += input_of(rank, i);
      if (output_[i] != static_cast<T>(sum)) right = 0;
    }
    MPI_Allreduce(&right, &all, 1, MPI_INT, MPI_MIN, MPI_COMM_WORLD);
    return all == 1;
  }

  int rank() const { return rank_; }

 private:
  MPI_Datatype type_;
  std::size_t count_;
  T *input_, *output_;
  int rank_ = 0, ranks_ = 0;
};

template <class T>
int measure(MPI_Datatype type, std::size_t bytes, double seconds) {
  AllReduce<T> all_reduce(type, bytes);
  if (!all_reduce.is_right()) return 4;
  all_reduce.sample(1);
  const int calls = static_cast<int>(std::clamp(kSampleSeconds / all_reduce.sample(3), 1.0, 1e6));
  int agreed = calls;
  MPI_Bcast(&agreed, 1, MPI_INT, 0, MPI_COMM_WORLD);
  std::vector<double> samples;
  double spent = 0;  // the same on all ranks, as every sample is
  while (spent < seconds || samples.size() < kFewestSamples) {
    samples.push_back(all_reduce.sample(agreed));
    spent += samples.back() * agreed;
  }
  if (!all_reduce.is_right()) return 4;
  std::nth_element(samples.begin(), samples.begin() + samples.size() / 2, samples.end());
  char name[MPI_MAX_LIBRARY_VERSION_STRING] = {};
  int length = 0;
  MPI_Get_library_version(name, &length);
  if (all_reduce.rank() == 0)
    std::printf("%.9g %s\n", samples[samples.size() / 2], std::string(name).c_str());
  return 0;
}

}  // namespace

int main(int count, char** words) {
  MPI_Init(&count, &words);
  int status = 2;
  const std::string type = count == 4 ? words[1] : "";
  const auto bytes = static_cast<std::size_t>(count == 4 ? std::atoll(words[2]) : 0);
  const double seconds = count == 4 ? std::atof(words[3]) : 0;
  if (bytes != 0 && type == "fp32") status = measure<float>(MPI_FLOAT, bytes, seconds);
  if (bytes != 0 && type == "int32") status = measure<std::int32_t>(MPI_INT32_T, bytes, seconds);
  MPI_Finalize();
  return status;
}
